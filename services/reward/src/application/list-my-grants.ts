import { Violations } from '@rewards/errors'
import { type ListResult, listPage, type PageRequest } from '@rewards/paging'
import type { Grant } from '../domain/grant.ts'
import type { GrantPorts } from './ports.ts'

export interface ListMyGrantsRequest extends PageRequest {
  /** Empty: of all events. */
  readonly eventId: string
}

/** A user's own grants, newest change first. Throws INVALID_FIELDS, INVALID_PAGE_TOKEN. */
export function listMyGrants({ grants }: Pick<GrantPorts, 'grants'>) {
  return async (userId: string, { eventId, ...page }: ListMyGrantsRequest): Promise<ListResult<Grant>> => {
    const violations = new Violations()
    if (eventId !== '') violations.id('event_id', eventId, 'evt')
    violations.throwIfAny()
    const keep = (grant: Grant) => eventId === '' || grant.eventId === eventId
    const query = { index: 'by_user', equals: { userId }, order: 'desc', keep } as const
    return listPage(grants, { list: ['my_grants', eventId], ...query }, page)
  }
}
