import { type GroupBinding, type GroupNode, levelsBelow, MOST_LEVELS, upwards } from '@rewards/access'
import { groupNameTaken, groupNotEmpty, groupNotFound, groupsInACircle, tooMany } from './access-errors.ts'
import { revisionMismatch } from './errors.ts'
import { sameName } from './names.ts'

/** All groups and the roles that they hold: one document, under the id `groups`, so that no two moves can close a circle. */
export interface Groups {
  readonly groups: Readonly<Record<string, Group>>
  /** By `bindingKey` of the group that holds the role. */
  readonly bindings: Readonly<Record<string, GroupBinding>>
}

/** A group of an organisation. Its id is `grp_…` and never used again. */
export interface Group extends GroupNode {
  readonly displayName: string
  readonly revision: number
  readonly createdAtMs: number
}

export const GROUPS_ID = 'groups'
export const NO_GROUPS: Groups = { groups: {}, bindings: {} }
/** With as many bindings the document has some 600 kB. */
const MOST_GROUPS = 2_000

/** The groups with a new one. Throws GROUP_NOT_FOUND for the one above, GROUP_NAME_TAKEN, TOO_MANY_GROUPS, TOO_MANY_LEVELS. */
export function withNewGroup(
  all: Groups,
  id: string,
  draft: Pick<Group, 'displayName' | 'parentId'>,
  nowMs: number,
): Groups {
  if (Object.keys(all.groups).length >= MOST_GROUPS) throw tooMany('TOO_MANY_GROUPS', MOST_GROUPS, 'groups')
  return withGroup(all, id, { ...draft, revision: 1, createdAtMs: nowMs })
}

/**
 * The groups with this one changed; `undefined` when this change is the last one that was made of it. Throws
 * GROUP_NOT_FOUND, REVISION_MISMATCH, GROUP_NAME_TAKEN, GROUPS_IN_A_CIRCLE, TOO_MANY_LEVELS.
 */
export function withChangedGroup(
  all: Groups,
  id: string,
  change: Partial<Pick<Group, 'displayName' | 'parentId'>>,
  expectedRevision: number,
): Groups | undefined {
  const group = all.groups[id]
  if (!group) throw groupNotFound(id)
  const next = { ...group, ...change, revision: expectedRevision + 1 }
  if (JSON.stringify(next) === JSON.stringify(group)) return undefined
  if (group.revision !== expectedRevision) throw revisionMismatch(expectedRevision, group.revision, 'group')
  return withGroup(all, id, next)
}

function withGroup(all: Groups, id: string, group: Group): Groups {
  const { groups } = all
  const { parentId, displayName } = group
  if (parentId !== '' && !groups[parentId]) throw groupNotFound(parentId)
  const above = upwards(groups, parentId)
  if (above.includes(id)) throw groupsInACircle()
  if (above.length + Math.max(1, levelsBelow(groups, id)) > MOST_LEVELS)
    throw tooMany('TOO_MANY_LEVELS', MOST_LEVELS, 'levels of groups')
  const namesake = Object.keys(groups).find(
    other =>
      other !== id &&
      groups[other]?.parentId === parentId &&
      sameName(groups[other].displayName, displayName),
  )
  if (namesake) throw groupNameTaken(namesake)
  return { ...all, groups: { ...groups, [id]: group } }
}

/** The groups without this one and what is bound to it or in it; `undefined` when it is not there. Throws GROUP_NOT_EMPTY. */
export function withoutGroup(all: Groups, id: string): Groups | undefined {
  const { [id]: gone, ...groups } = all.groups
  if (!gone) return undefined
  if (Object.values(groups).some(({ parentId }) => parentId === id)) throw groupNotEmpty()
  const kept = Object.entries(all.bindings).filter(
    ([, { memberGroupId, groupId }]) => memberGroupId !== id && groupId !== id,
  )
  return { ...all, groups, bindings: Object.fromEntries(kept) }
}
