import type { ScopeOf } from '@rewards/access'
import { Violations } from '@rewards/errors'
import type { Stored } from '@rewards/store'
import { stateChangeRefused } from '../domain/errors.ts'
import { requireManaged } from '../domain/managed.ts'
import { requireMore } from '../domain/powers.ts'
import { sameVerdict, standingOf, type Verdict } from '../domain/standing.ts'
import type { User } from '../domain/user.ts'
import type { UserState } from '../domain/user-state.ts'
import { type AccessPorts, readAccess } from './access/read-access.ts'
import { type AccountPorts, changeAccount } from './change-account.ts'
import { getUser } from './get-user.ts'

export interface ChangeUserStateRequest {
  readonly userId: string
  /** `undefined`: a state that this version does not know. */
  readonly state: UserState | undefined
  readonly reason: string
  /** Epoch ms; NaN: no time that there is. */
  readonly untilMs: number | undefined
  readonly expectedRevision: number
}

/**
 * Suspends, bans or reinstates a user. Throws INVALID_FIELDS, USER_NOT_FOUND, MEMBER_ELSEWHERE, REVISION_MISMATCH, TARGET_MAY_MORE, LAST_ADMIN,
 * STATE_CHANGE_REFUSED, USER_DELETED.
 */
export function changeUserState(ports: AccountPorts & AccessPorts) {
  return async (request: ChangeUserStateRequest, scopeOf: ScopeOf): Promise<Stored<User>> => {
    const { userId, expectedRevision } = request
    const verdict = check(request, ports.now())
    const before = await getUser(ports)(request)
    requireManaged(before.value, userId, scopeOf('user.moderate'))
    requireMore(scopeOf, await readAccess(ports), before.value, ports.now())
    const user = await changeAccount(ports, { userId, expectedRevision, verdict })
    if (!sameVerdict(user.value, verdict)) throw refusal(before.value, verdict, ports.now())
    return user
  }
}

function check({ userId, state, reason, untilMs, expectedRevision }: ChangeUserStateRequest, nowMs: number) {
  const violations = new Violations()
  violations.id('user_id', userId, 'usr')
  const wanted = checkState(violations, state)
  violations.text('reason', reason, { min: wanted === 'ACTIVE' ? 0 : 1, max: 500 })
  checkUntil(violations, wanted, untilMs, nowMs)
  violations.integer('expected_revision', expectedRevision, { min: 1, max: 2_147_483_647 })
  violations.throwIfAny()
  return { state: wanted, reason, ...(untilMs !== undefined && { untilMs }) } satisfies Verdict
}

function checkState(violations: Violations, state: UserState | undefined): Verdict['state'] {
  if (state === 'SUSPENDED' || state === 'BANNED') return state
  if (state !== 'ACTIVE')
    violations.add('state', 'is none to be set; allowed is one of ACTIVE, SUSPENDED, BANNED')
  return 'ACTIVE'
}

function checkUntil(
  violations: Violations,
  state: Verdict['state'],
  untilMs: number | undefined,
  nowMs: number,
): void {
  if (untilMs === undefined) return
  if (state !== 'SUSPENDED') violations.add('until', 'is set; allowed is that with SUSPENDED alone')
  else if (Number.isNaN(untilMs)) violations.add('until', 'is not a time')
  else if (untilMs <= nowMs) violations.add('until', 'is not in the future')
}

function refusal(user: User, verdict: Verdict, nowMs: number) {
  return stateChangeRefused(standingOf(user, nowMs).state, verdict.state)
}
