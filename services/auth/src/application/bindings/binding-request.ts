import { isBuiltInRole, type RoleBinding } from '@rewards/access'
import { Violations } from '@rewards/errors'

/** Who holds a role: a user, or the members of a group. */
export type Holder = { readonly userId: string } | { readonly groupId: string }

export interface BindingRequest {
  /** `undefined`: the request names none. */
  readonly holder: Holder | undefined
  readonly role: string
  readonly groupId: string
  /** NaN: no time that there is. */
  readonly untilMs?: number
}

export interface BindingWanted extends RoleBinding {
  readonly holder: Holder
}

/** The holder, checked. Throws INVALID_FIELDS. */
export function checkHolder(holder: Holder | undefined, field: string): Holder {
  const violations = new Violations()
  const checked = holderOf(violations, holder, field)
  violations.throwIfAny()
  return checked
}

/** The binding that a request asks for. Throws INVALID_FIELDS. */
export function checkBinding(request: BindingRequest, field: string, nowMs: number): BindingWanted {
  const violations = new Violations()
  const { role, groupId, untilMs } = request
  const holder = holderOf(violations, request.holder, field)
  if (!isBuiltInRole(role)) violations.id(`${field}role_id`, role, 'rol')
  if (groupId !== '') violations.id(`${field}group_id`, groupId, 'grp')
  if (untilMs !== undefined && !(untilMs > nowMs))
    violations.add(`${field}until`, 'is not a time that lies ahead')
  if (request.holder && 'userId' in holder && isBuiltInRole(role) && groupId === '' && untilMs === undefined)
    violations.add(
      `${field}until`,
      'is missing; a built-in role is given everywhere and without an end by SetRoles',
    )
  violations.throwIfAny()
  return { holder, role, groupId, ...(untilMs !== undefined && { untilMs: wholeSeconds(untilMs) }) }
}

/** As a token tells it. */
function wholeSeconds(ms: number): number {
  return Math.floor(ms / 1_000) * 1_000
}

/** What takes the binding away, checked. Throws INVALID_FIELDS. */
export function checkUnbinding(request: BindingRequest): BindingWanted {
  const violations = new Violations()
  const { role, groupId } = request
  const holder = holderOf(violations, request.holder, '')
  if (!isBuiltInRole(role)) violations.id('role_id', role, 'rol')
  if (groupId !== '') violations.id('group_id', groupId, 'grp')
  violations.throwIfAny()
  return { holder, role, groupId }
}

function holderOf(violations: Violations, holder: Holder | undefined, field: string): Holder {
  if (!holder) violations.add(`${field}holder`, 'is missing; allowed is a user or a group')
  else if ('userId' in holder) violations.id(`${field}holder.user_id`, holder.userId, 'usr')
  else violations.id(`${field}holder.group_id`, holder.groupId, 'grp')
  return holder ?? { userId: '' }
}
