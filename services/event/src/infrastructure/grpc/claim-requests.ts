import type { Timestamp } from '@bufbuild/protobuf/wkt'
import type {
  ClaimReason,
  ClaimRewardRequest,
  ClaimState,
  ListClaimsRequest,
  ListRefusalsRequest,
} from '@rewards/contracts/event'
import { RewardsError, Violations } from '@rewards/errors'
import type { ClaimFilters } from '../../application/claims/list-claims.ts'
import type { RefusalFilters } from '../../application/claims/list-refusals.ts'
import { REASON_WORDS, reasonWord, STATE_WORDS, stateWord } from './claim-words.ts'
import { msOf } from './timestamps.ts'

/** Throws `invalid_argument` INVALID_FIELDS. */
export function checkClaimReward({ eventId, idempotencyKey }: ClaimRewardRequest): void {
  const violations = new Violations()
  violations.id('event_id', eventId, 'evt')
  violations.text('idempotency_key', idempotencyKey, { min: 0, max: 100 })
  violations.throwIfAny()
}

/** The state that a filter names; `undefined` when it names none. Throws `invalid_argument` for an unknown one. */
export function stateFilter(state: ClaimState): ClaimFilters['state'] {
  const violations = new Violations()
  const word = state === 0 ? undefined : violations.oneOf('state', stateWord(state), STATE_WORDS)
  violations.throwIfAny()
  return word
}

export function claimFilters(request: ListClaimsRequest): ClaimFilters {
  const { eventId, userId, state, reason, changedFrom, changedBefore } = request
  const violations = new Violations()
  return checked(violations, {
    eventId: idFilter(violations, 'event_id', eventId, 'evt'),
    userId: idFilter(violations, 'user_id', userId, 'usr'),
    state: state === 0 ? undefined : violations.oneOf('state', stateWord(state), STATE_WORDS),
    reason: reasonFilter(violations, reason),
    changedFromMs: timeFilter(violations, 'changed_from', changedFrom),
    changedBeforeMs: timeFilter(violations, 'changed_before', changedBefore),
  })
}

export function refusalFilters(request: ListRefusalsRequest): RefusalFilters {
  const { eventId, userId, reason, refusedFrom, refusedBefore } = request
  const violations = new Violations()
  return checked(violations, {
    eventId: idFilter(violations, 'event_id', eventId, 'evt'),
    userId: idFilter(violations, 'user_id', userId, 'usr'),
    reason: reasonFilter(violations, reason),
    refusedFromMs: timeFilter(violations, 'refused_from', refusedFrom),
    refusedBeforeMs: timeFilter(violations, 'refused_before', refusedBefore),
  })
}

/** Whose history: the caller's own, or that of a user whom the caller may look at. */
export function checkPair(eventId: string, userId: string): void {
  const violations = new Violations()
  violations.id('event_id', eventId, 'evt')
  idFilter(violations, 'user_id', userId, 'usr')
  violations.throwIfAny()
}

export function checkAttempt(failedAttempt: number): number {
  const violations = new Violations()
  violations.integer('failed_attempt', failedAttempt, { min: 1, max: 200 })
  violations.throwIfAny()
  return failedAttempt
}

export function checkAfterRev(afterRev: number): number {
  const violations = new Violations()
  violations.integer('after_rev', afterRev, { min: 0, max: 2_147_483_647 })
  violations.throwIfAny()
  return afterRev
}

export function notAllowed(permission: string): RewardsError {
  const message = `another user's needs the permission ${permission}`
  return new RewardsError('permission_denied', 'PERMISSION_DENIED', message, { metadata: { permission } })
}

function checked<T>(violations: Violations, filters: T): T {
  violations.throwIfAny()
  return filters
}

function idFilter(violations: Violations, field: string, id: string, kind: string): string {
  return id === '' ? id : violations.id(field, id, kind)
}

function reasonFilter(violations: Violations, reason: ClaimReason): string | undefined {
  return reason === 0 ? undefined : violations.oneOf('reason', reasonWord(reason), REASON_WORDS)
}

function timeFilter(violations: Violations, field: string, time: Timestamp | undefined): number | undefined {
  const ms = msOf(time)
  if (Number.isNaN(ms)) violations.add(field, 'is no time; allowed is any time')
  return ms
}
