import { Violations } from '@rewards/errors'
import { type ListQuery, type ListResult, listPage, type PageRequest } from '@rewards/paging'
import { emailKeyOf } from '../domain/email.ts'
import { ROLES, type Role } from '../domain/role.ts'
import type { User } from '../domain/user.ts'
import type { AuthPorts } from './ports.ts'

/** Which users; what is `undefined` or empty does not matter. */
export interface ListUsersRequest extends PageRequest {
  /** `unknown`: a role that this version does not know. */
  readonly role: Role | 'unknown' | undefined
  readonly email: string
  /** Epoch ms, included. NaN: no time that there is. */
  readonly createdFromMs: number | undefined
  /** Epoch ms, not included. */
  readonly createdBeforeMs: number | undefined
}

/** Users, the newest first. Throws INVALID_FIELDS, INVALID_PAGE_TOKEN. */
export function listUsers({ users }: Pick<AuthPorts, 'users'>) {
  return async (request: ListUsersRequest): Promise<ListResult<User>> => {
    check(request)
    return listPage(users, queryOf(request), request)
  }
}

function check({ role, email, createdFromMs, createdBeforeMs }: ListUsersRequest): void {
  const violations = new Violations()
  if (role === 'unknown') violations.add('role', `is no role; allowed is one of ${ROLES.join(', ')}`)
  violations.text('email', email, { min: 0, max: 320 })
  if (Number.isNaN(createdFromMs)) violations.add('created_from', 'is not a time')
  if (Number.isNaN(createdBeforeMs)) violations.add('created_before', 'is not a time')
  if (createdFromMs !== undefined && createdBeforeMs !== undefined && createdBeforeMs <= createdFromMs)
    violations.add('created_before', 'is not after created_from')
  violations.throwIfAny()
}

/** The index that leaves the least to filter; `keep` filters the rest. */
function queryOf(request: ListUsersRequest): ListQuery<User> {
  const { role, email, createdFromMs: from, createdBeforeMs: before } = request
  const list = ['users', role, email, from, before]
  const range = { ...(from !== undefined && { from }), ...(before !== undefined && { before }) }
  if (email !== '') {
    const equals = { emailKey: emailKeyOf(email) }
    return { list, index: 'by_email', equals, keep: user => fits(user, request) }
  }
  if (role === undefined || role === 'unknown' || role === 'USER')
    return { list, index: 'by_creation', ...range, order: 'desc' }
  return { list, index: indexOfRole(role), equals: { [`roles.${role}`]: true }, ...range, order: 'desc' }
}

/** The index that has the users with this role alone. */
export function indexOfRole(role: Role): string {
  return `by_role_${role.toLowerCase()}`
}

function fits(user: User, { role, createdFromMs, createdBeforeMs }: ListUsersRequest): boolean {
  return (
    (role === undefined || role === 'unknown' || user.roles[role] === true) &&
    user.createdAtMs >= (createdFromMs ?? Number.NEGATIVE_INFINITY) &&
    user.createdAtMs < (createdBeforeMs ?? Number.POSITIVE_INFINITY)
  )
}
