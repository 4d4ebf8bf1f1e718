import type { Scope } from '@rewards/access'
import { Violations } from '@rewards/errors'
import {
  type Admit,
  admitting,
  type ListQuery,
  type ListResult,
  listPage,
  type PageRequest,
  type Pages,
} from '@rewards/paging'
import { emailKeyOf } from '../domain/email.ts'
import { isWithin } from '../domain/membership.ts'
import { ROLES, type Role } from '../domain/role.ts'
import type { User } from '../domain/user.ts'
import { USER_STATES, type UserState } from '../domain/user-state.ts'
import type { AuthPorts } from './ports.ts'

/** Which users; what is `undefined` or empty does not matter. */
export interface ListUsersRequest extends PageRequest {
  /** `unknown`: a role that this version does not know. */
  readonly role: Role | 'unknown' | undefined
  /** `unknown`: a state that this version does not know. */
  readonly state: UserState | 'unknown' | undefined
  readonly email: string
  /** Epoch ms, included. NaN: no time that there is. */
  readonly createdFromMs: number | undefined
  /** Epoch ms, not included. */
  readonly createdBeforeMs: number | undefined
}

/** The users who lie in the scope, the newest first. Throws INVALID_FIELDS, INVALID_PAGE_TOKEN. */
export function listUsers({ users }: Pick<AuthPorts, 'users'>) {
  return async (request: ListUsersRequest, scope: Scope): Promise<ListResult<User>> => {
    check(request)
    const query = queryOf(request)
    if (scope === 'everywhere') return listPage(users, query, request)
    const within: Admit<User> = async items => items.filter(({ value }) => isWithin(value, scope))
    const pages = request.email === '' ? admitting(users, within, madeAt) : onePage(users, within)
    return listPage(pages, query, request)
  }
}

const madeAt = ({ createdAtMs }: User) => createdAtMs

/** What is found by its address is one user or none. */
function onePage(users: Pages<User>, within: Admit<User>): Pages<User> {
  return { page: async query => ({ items: await within((await users.page(query)).items) }) }
}

function check({ role, state, email, createdFromMs, createdBeforeMs }: ListUsersRequest): void {
  const violations = new Violations()
  if (role === 'unknown') violations.add('role', `is no role; allowed is one of ${ROLES.join(', ')}`)
  if (state === 'unknown') violations.add('state', `is no state; allowed is one of ${USER_STATES.join(', ')}`)
  violations.text('email', email, { min: 0, max: 320 })
  if (Number.isNaN(createdFromMs)) violations.add('created_from', 'is not a time')
  if (Number.isNaN(createdBeforeMs)) violations.add('created_before', 'is not a time')
  if (createdFromMs !== undefined && createdBeforeMs !== undefined && createdBeforeMs <= createdFromMs)
    violations.add('created_before', 'is not after created_from')
  violations.throwIfAny()
}

/** The index that leaves the least to filter; `keep` filters the rest. */
function queryOf(request: ListUsersRequest): ListQuery<User> {
  const { role, state, email, createdFromMs: from, createdBeforeMs: before } = request
  const list = ['users', role, state, email, from, before]
  const found = { list, keep: (user: User) => fits(user, request) }
  if (email !== '') return { ...found, index: 'by_email', equals: { emailKey: emailKeyOf(email) } }
  const range = { ...(from !== undefined && { from }), ...(before !== undefined && { before }) }
  return { ...found, ...indexFor(role, state), ...range, order: 'desc' }
}

/** Nearly all users have the role USER, and nearly all are ACTIVE: no index is worth its while for these. */
function indexFor(
  role: ListUsersRequest['role'],
  state: ListUsersRequest['state'],
): Pick<ListQuery<User>, 'index' | 'equals'> {
  if (role !== undefined && role !== 'unknown' && role !== 'USER')
    return { index: indexOfRole(role), equals: { [`roles.${role}`]: true } }
  if (state !== undefined && state !== 'ACTIVE')
    return { index: 'by_state', equals: { 'standing.state': state } }
  return { index: 'by_creation' }
}

/** The index that has the users with this role alone. */
export function indexOfRole(role: Role): string {
  return `by_role_${role.toLowerCase()}`
}

function fits(user: User, { role, state, createdFromMs, createdBeforeMs }: ListUsersRequest): boolean {
  return (
    (state === undefined || state === (user.standing?.state ?? 'ACTIVE')) &&
    (role === undefined || role === 'unknown' || user.roles[role] === true) &&
    user.createdAtMs >= (createdFromMs ?? Number.NEGATIVE_INFINITY) &&
    user.createdAtMs < (createdBeforeMs ?? Number.POSITIVE_INFINITY)
  )
}
