import { isHeldAt } from '@rewards/access'
import { admitting, listPage, type PageRequest } from '@rewards/paging'
import type { Giver } from '../../domain/giving.ts'
import { GROUPS_ID, NO_GROUPS } from '../../domain/groups.ts'
import type { GroupPerson } from '../../domain/membership.ts'
import type { User } from '../../domain/user.ts'
import type { AuthPorts } from '../ports.ts'
import { checkGroup } from './check-group.ts'
import { groupWithin } from './managed-group.ts'

/** Somebody who is a member of a group, or holds a role in it. */
export interface Member {
  readonly userId: string
  readonly displayName: string
  readonly isMember: boolean
  readonly roles: readonly string[]
}

export interface MemberPage {
  readonly members: readonly Member[]
  readonly nextPageToken: string
}

type ListPorts = Pick<AuthPorts, 'groupPeople' | 'groupTrees' | 'users' | 'now'>

/** Who is in a group, by when they first came. Throws INVALID_FIELDS, INVALID_PAGE_TOKEN, GROUP_NOT_FOUND. */
export function listMembers(ports: ListPorts) {
  return async (request: PageRequest & { readonly groupId: string }, reader: Giver): Promise<MemberPage> => {
    const { groupId } = request
    checkGroup({ groupId })
    const { value: all } = (await ports.groupTrees.get(GROUPS_ID)) ?? { value: NO_GROUPS }
    groupWithin(all, groupId, reader.scopeOf('member.read'))
    const members = new Map<string, Member>()
    const people = admitting<GroupPerson>(
      ports.groupPeople,
      async items => {
        const found = await ports.users.getMany(items.map(({ value }) => value.userId))
        for (const user of found) if (user) addMember(members, user.id, user.value, groupId, ports.now())
        return items.filter(({ value }) => members.has(value.userId))
      },
      ({ sinceMs }) => sinceMs,
    )
    const query = { list: ['group_people'], index: 'by_group', equals: { groupId } }
    const { items, nextPageToken } = await listPage(people, query, request)
    return { members: items.flatMap(({ value }) => members.get(value.userId) ?? []), nextPageToken }
  }
}

function addMember(
  members: Map<string, Member>,
  userId: string,
  user: User,
  groupId: string,
  nowMs: number,
): void {
  const here = Object.values(user.bindings ?? {}).filter(
    each => each.groupId === groupId && isHeldAt(each, nowMs),
  )
  const isMember = user.groups?.[groupId] ?? false
  if (!isMember && here.length === 0) return
  members.set(userId, {
    userId,
    displayName: user.displayName,
    isMember,
    roles: here.map(({ role }) => role),
  })
}
