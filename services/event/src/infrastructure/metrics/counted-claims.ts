import { type Collection, tellingWrites } from '@rewards/store'
import { counter, durations, isMeasuring } from '@rewards/telemetry'
import { attemptOf, type Claim } from '../../domain/claim.ts'
import type { Refusal } from '../../domain/refusal.ts'

const reached = counter(
  'rewards.claims',
  'Claims that reached a state, and why; REFUSED: no attempt was made',
)
const timeToGrant = durations(
  'rewards.claim.grant.duration',
  'Time from a request to all of its rewards granted',
)

/** The collection, with each change of a claim's state counted once, by the process that wrote it. */
export function countedClaims(claims: Collection<Claim>): Collection<Claim> {
  return isMeasuring() ? tellingWrites(claims, count) : claims
}

/** The collection, with each refusal that it gets counted; a refusal is never changed. */
export function countedRefusals(refusals: Collection<Refusal>): Collection<Refusal> {
  if (!isMeasuring()) return refusals
  return tellingWrites(refusals, (_, { reason }) => reached({ state: 'REFUSED', reason }))
}

function count(before: Claim | undefined, after: Claim): void {
  if (before?.state === after.state && before.attempt === after.attempt) return
  reached({ state: after.state, reason: after.reason ?? '' })
  const requestedAtMs = attemptOf(after, after.attempt)?.requestedAtMs
  if (after.state === 'SUCCESS' && requestedAtMs !== undefined)
    timeToGrant(Math.max(0, after.changedAtMs - requestedAtMs) / 1_000, {})
}
