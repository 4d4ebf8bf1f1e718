import { type Holdings, holdingOnly } from '@rewards/access'
import type { Subject } from './access-token.ts'
import { accountClosed } from './errors.ts'
import { rolesOf } from './role.ts'
import { standingOf } from './standing.ts'
import { accessRevisionOf, type User } from './user.ts'
import { ALLOWANCES } from './user-state.ts'

/**
 * The user as the subject of a token: what they were given themselves; of an account that may only read now, that it is a
 * USER. Throws ACCOUNT_BANNED, ACCOUNT_DELETED for one that gets no token.
 */
export function subjectOf(userId: string, user: User, nowMs: number): Subject {
  requireMaySignIn(user, nowMs)
  const subject = { userId, accessRevision: accessRevisionOf(user) }
  const { state } = standingOf(user, nowMs)
  if (ALLOWANCES[state] === 'reading') return { ...subject, ...holdingOnly('USER'), readOnlyAs: state }
  return { ...subject, ...holdingsOf(user) }
}

/** What the user was given themselves. */
export function holdingsOf({ roles, groups = {}, bindings = {} }: User): Holdings {
  const bound = Object.values(bindings)
  const isRole = (each: (typeof bound)[number]) => each.groupId === '' && each.untilMs === undefined
  return {
    roles: [...rolesOf(roles), ...bound.filter(isRole).map(({ role }) => role)],
    groups: Object.keys(groups),
    bindings: bound.filter(each => !isRole(each)),
  }
}

/** Throws ACCOUNT_BANNED, ACCOUNT_DELETED for an account that gets no token now. */
export function requireMaySignIn(user: User, nowMs: number): void {
  const { state, reason = '' } = standingOf(user, nowMs)
  if (ALLOWANCES[state] === 'nothing') throw accountClosed(state, reason)
}
