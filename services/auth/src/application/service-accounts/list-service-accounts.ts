import { type ListResult, listPage, type PageRequest } from '@rewards/paging'
import type { User } from '../../domain/user.ts'
import type { AuthPorts } from '../ports.ts'

/** Service accounts, the newest first; those that were deleted are none any more. Throws INVALID_FIELDS, INVALID_PAGE_TOKEN. */
export function listServiceAccounts({ users }: Pick<AuthPorts, 'users'>) {
  return (request: PageRequest): Promise<ListResult<User>> => {
    const query = { index: 'by_kind', equals: { kind: 'SERVICE' }, order: 'desc' } as const
    const keep = (user: User) => user.serviceAccount !== undefined
    return listPage(users, { list: ['service-accounts'], ...query, keep }, request)
  }
}
