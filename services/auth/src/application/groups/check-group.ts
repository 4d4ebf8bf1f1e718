import { Violations } from '@rewards/errors'

interface GroupFields {
  readonly groupId?: string
  readonly displayName?: string
  readonly parentId?: string
  readonly userId?: string
  readonly expectedRevision?: number
}

/** Checks those of the fields that are given. Throws INVALID_FIELDS. */
export function checkGroup({
  groupId,
  displayName,
  parentId = '',
  userId,
  expectedRevision,
}: GroupFields): void {
  const violations = new Violations()
  if (groupId !== undefined) violations.id('group_id', groupId, 'grp')
  if (displayName !== undefined) violations.text('display_name', displayName.trim(), { min: 1, max: 80 })
  if (parentId !== '') violations.id('parent_id', parentId, 'grp')
  if (userId !== undefined) violations.id('user_id', userId, 'usr')
  if (expectedRevision !== undefined)
    violations.integer('expected_revision', expectedRevision, { min: 1, max: 2_147_483_647 })
  violations.throwIfAny()
}
