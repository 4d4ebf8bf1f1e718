import { covers } from '@rewards/access'
import { checkPageSize, decodePageToken, encodePageToken, type PageRequest } from '@rewards/paging'
import type { Giver } from '../../domain/giving.ts'
import { GROUPS_ID, NO_GROUPS } from '../../domain/groups.ts'
import { nameKeyOf } from '../../domain/names.ts'
import type { AuthPorts } from '../ports.ts'
import { type GroupView, groupViewOf } from './group-view.ts'

const LIST = ['groups']

/** The groups that somebody sees, by name. Throws INVALID_FIELDS, INVALID_PAGE_TOKEN. */
export function listGroups({ groupTrees }: Pick<AuthPorts, 'groupTrees'>) {
  return async (request: PageRequest, reader: Giver): Promise<GroupPage> => {
    const size = checkPageSize(request)
    const after = placeAfter(request.pageToken)
    const { value: all } = (await groupTrees.get(GROUPS_ID)) ?? { value: NO_GROUPS }
    const scope = reader.scopeOf('group.read')
    const seen = Object.keys(all.groups).filter(id => covers(scope, id))
    const rest = seen
      .map(id => groupViewOf(all, id, scope))
      .map(group => ({ group, place: placeOf(group) }))
      .filter(({ place }) => place > after)
      .toSorted((a, b) => (a.place < b.place ? -1 : 1))
    const [page, last] = [rest.slice(0, size), rest[size - 1]]
    const nextPageToken = last && rest.length > size ? encodePageToken(LIST, [last.place]) : ''
    return { groups: page.map(({ group }) => group), nextPageToken }
  }
}

export interface GroupPage {
  readonly groups: readonly GroupView[]
  readonly nextPageToken: string
}

function placeAfter(pageToken: string): string {
  return String(decodePageToken(LIST, pageToken)?.[0] ?? '')
}

/** Where a group stands in the order of names; the id tells those of one name apart. */
function placeOf({ displayName, groupId }: GroupView): string {
  return `${nameKeyOf(displayName)} ${groupId}`
}
