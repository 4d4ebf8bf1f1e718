import { type ListResult, listPage, type PageRequest } from '@rewards/paging'
import type { Session } from '../../domain/session.ts'
import { isOutdated } from '../../domain/session-epoch.ts'
import { getUser } from '../get-user.ts'
import type { AuthPorts } from '../ports.ts'

type ListPorts = Pick<AuthPorts, 'users' | 'sessions' | 'now'>

export interface ListSessionsRequest extends PageRequest {
  readonly userId: string
}

/** A user's sessions that are open, the one that lasts longest first. Throws INVALID_FIELDS, INVALID_PAGE_TOKEN, USER_NOT_FOUND. */
export function listSessions(ports: ListPorts) {
  return async ({ userId, ...request }: ListSessionsRequest): Promise<ListResult<Session>> => {
    const { value: user } = await getUser(ports)({ userId })
    const query = { index: 'by_user', equals: { userId }, order: 'desc' } as const
    const page = await listPage(ports.sessions, { list: ['sessions'], ...query }, request)
    const lasting = page.items.filter(({ value }) => value.expiresAtMs > ports.now())
    const open = lasting.filter(({ id, value }) => !value.ended && !isOutdated(user, id, value))
    // Behind one that is over there are none but those that were over before.
    return { items: open, nextPageToken: lasting.length < page.items.length ? '' : page.nextPageToken }
  }
}
