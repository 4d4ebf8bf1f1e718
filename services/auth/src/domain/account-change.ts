import type { AuditedCall } from '@rewards/audit/entry'
import { erased } from './erasure.ts'
import { type RoleSet, sameRoles } from './role.ts'
import { isDeleted, judged, reinstated, sameVerdict, type Verdict } from './standing.ts'
import { changed, revisionOf, type StoredUser, type User, withAccessChanged } from './user.ts'
import { ALLOWANCES } from './user-state.ts'

/** What may make somebody an administrator, or end that they are one. */
export type AccountStep =
  | { readonly roles: RoleSet }
  | { readonly verdict: Verdict }
  /** The suspension that is over. */
  | { readonly reinstate: true }
  /** The person's end; the account stays. */
  | { readonly erase: true }

/** A step of one account, if the user is still at this revision. */
export type AccountChange = AccountStep & {
  /** Of one try: never used again, so that who finishes late cannot finish another. */
  readonly changeId: string
  readonly userId: string
  readonly expectedRevision: number
  /** For whom it is made, whoever finishes it; absent where the audit need not know. */
  readonly call?: AuditedCall
}

/** Whether the user counts as an administrator: the role alone does not make one who may only read. */
export function isAdministrator({ roles, standing }: User): boolean {
  return roles.ADMIN === true && ALLOWANCES[standing?.state ?? 'ACTIVE'] === 'everything'
}

/** Whether an administrator is one no more after the step. */
export function dismisses(step: AccountStep): boolean {
  if ('roles' in step) return !step.roles.ADMIN
  return 'erase' in step || ('verdict' in step && step.verdict.state !== 'ACTIVE')
}

/** The user after the step; `undefined` when they are at another revision, or there is no such step for them. */
export function stepped(user: StoredUser, change: AccountChange, nowMs: number): User | undefined {
  if (revisionOf(user) !== change.expectedRevision || isDeleted(user.value)) return undefined
  if ('roles' in change) return withAccessChanged(changed(user, { roles: change.roles }), nowMs)
  if ('verdict' in change) return judged(user, change.verdict, nowMs)
  if ('erase' in change) return erased(user, nowMs)
  return reinstated(user, nowMs)
}

/** Whether the user shows that the step was made from `expectedRevision`, and that nothing has changed since. */
export function hasStepped(
  user: StoredUser,
  step: AccountStep & Pick<AccountChange, 'expectedRevision'>,
): boolean {
  if ('erase' in step) return isDeleted(user.value)
  if (revisionOf(user) !== step.expectedRevision + 1) return false
  if ('roles' in step) return sameRoles(user.value.roles, step.roles)
  if ('verdict' in step) return sameVerdict(user.value, step.verdict)
  return user.value.standing?.untilMs === undefined
}
