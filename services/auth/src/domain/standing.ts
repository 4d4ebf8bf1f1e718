import { changed, noted, type StoredUser, type User, withAccessChanged } from './user.ts'
import { ALLOWANCES, type Allowance, type Changer, mayChange, type UserState } from './user-state.ts'

/** How an account stands, since when and why. */
export interface Standing {
  readonly state: UserState
  readonly sinceMs: number
  /** In a moderator's words. */
  readonly reason?: string
  /** Of a suspension: it is over then. */
  readonly untilMs?: number
}

/** What a moderator makes of an account. */
export interface Verdict {
  readonly state: 'ACTIVE' | 'SUSPENDED' | 'BANNED'
  readonly reason: string
  readonly untilMs?: number
}

const DAY_MS = 24 * 3_600_000

/** What an account says of itself when somebody has just signed up. */
export function newcomerAt(nowMs: number, mustVerify: boolean): Partial<User> & Pick<User, 'createdAtMs'> {
  if (!mustVerify) return { createdAtMs: nowMs }
  return { createdAtMs: nowMs, mustVerify, standing: { state: 'PENDING', sinceMs: nowMs } }
}

/** How the account stands now: a suspension is over when its time has come, whether anybody noted it or not. */
export function standingOf(user: User, nowMs: number): Standing {
  const { standing = { state: 'ACTIVE', sinceMs: user.createdAtMs } } = user
  const { untilMs } = standing
  if (untilMs === undefined || untilMs > nowMs) return standing
  return { state: restingStateOf(user), sinceMs: untilMs }
}

/** What the account may do now. */
export function allowanceOf(user: User, nowMs: number): Allowance {
  return ALLOWANCES[standingOf(user, nowMs).state]
}

/** Whether the person is erased. */
export function isDeleted(user: User): boolean {
  return stateOf(user) === 'DELETED'
}

/** Where an account comes back to that is neither suspended nor banned any more. */
function restingStateOf({ mustVerify, emailVerifiedAtMs }: User): 'ACTIVE' | 'PENDING' {
  return mustVerify === true && emailVerifiedAtMs === undefined ? 'PENDING' : 'ACTIVE'
}

/** The account after a moderator's verdict; `undefined` for a change that the table does not have. */
export function judged(user: StoredUser, verdict: Verdict, nowMs: number): User | undefined {
  return become(user, { ...verdict, state: stateBy(user.value, verdict), sinceMs: nowMs }, 'moderator')
}

/** Whether the account stands as the verdict has it. */
export function sameVerdict(user: User, verdict: Verdict): boolean {
  const { reason, untilMs } = user.standing ?? {}
  const isSame = reason === verdict.reason && untilMs === verdict.untilMs
  return isSame && stateOf(user) === stateBy(user, verdict)
}

function stateBy(user: User, { state }: Verdict): UserState {
  return state === 'ACTIVE' ? restingStateOf(user) : state
}

/** The account after its suspension ended by itself; `undefined` when there is none that is over. */
export function reinstated(user: StoredUser, nowMs: number): User | undefined {
  const { untilMs = Number.POSITIVE_INFINITY } = user.value.standing ?? {}
  if (untilMs > nowMs) return undefined
  return become(user, { state: restingStateOf(user.value), sinceMs: nowMs }, 'time')
}

/** The account, its address verified, no longer PENDING for that; `undefined` when it was not. */
export function released(user: StoredUser, nowMs: number): User | undefined {
  return become(user, { state: 'ACTIVE', sinceMs: nowMs }, 'verification')
}

/** The account with its address verified, which is enough for one that waits for that alone. */
export function withVerifiedEmail({ rev, value }: StoredUser, nowMs: number): User {
  const user = { rev, value: { ...value, emailVerifiedAtMs: nowMs } }
  return released(user, nowMs) ?? changed(user, {})
}

/** The account as DORMANT; `undefined` when it was used after `idleSinceMs`, or is not ACTIVE. Its tokens lose nothing. */
export function dormant(user: StoredUser, idleSinceMs: number, nowMs: number): User | undefined {
  const { usedAtMs = Number.POSITIVE_INFINITY } = user.value
  if (usedAtMs > idleSinceMs || !mayChange(stateOf(user.value), 'DORMANT', 'time')) return undefined
  return withStanding(user, { state: 'DORMANT', sinceMs: nowMs })
}

/**
 * The account after it was used now: awake, if it was DORMANT; `undefined` when there is nothing to note. Use is noted to a
 * day, or to a twentieth of the time after which an account is dormant.
 */
export function used(user: StoredUser, dormantAfterMs: number, nowMs: number): User | undefined {
  const { usedAtMs = Number.NEGATIVE_INFINITY } = user.value
  const state = stateOf(user.value)
  if (state === 'DORMANT') return withStanding(user, { state: 'ACTIVE', sinceMs: nowMs })
  const isNoted = nowMs - usedAtMs < Math.min(DAY_MS, dormantAfterMs / 20)
  return state !== 'ACTIVE' || isNoted ? undefined : noted(user, { usedAtMs: nowMs })
}

function stateOf({ standing }: User): UserState {
  return standing?.state ?? 'ACTIVE'
}

/** The account after a change that its tokens feel. */
function become(user: StoredUser, next: Standing, by: Changer): User | undefined {
  if (!mayChange(stateOf(user.value), next.state, by)) return undefined
  return withAccessChanged(withStanding(user, next), next.sinceMs)
}

/** An account is noted as used while it is ACTIVE alone: so the index of that time has those that may become DORMANT. */
function withStanding(user: StoredUser, standing: Standing): User {
  const { usedAtMs: _past, ...rest } = changed(user, { standing })
  return standing.state === 'ACTIVE' ? { ...rest, usedAtMs: standing.sinceMs } : rest
}
