import type { Collection, Document } from '@rewards/store'
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
  if (!isMeasuring()) return claims
  const update: Collection<Claim>['update'] = async (id, decide) => {
    let change: { before: Claim | undefined; after: Claim | undefined } | undefined
    const updated = await claims.update(id, (before, rev) => {
      const after = decide(before, rev)
      change = { before, after }
      return after
    })
    if (updated.written && change?.after) count(change.before, change.after)
    return updated
  }
  const insertOnce: Collection<Claim>['insertOnce'] = async (id, claim) => {
    const inserted = await claims.insertOnce(id, claim)
    if (inserted) count(undefined, claim)
    return inserted
  }
  return { ...sameAs(claims), update, insertOnce }
}

/** The collection, with each refusal that it gets counted. */
export function countedRefusals(refusals: Collection<Refusal>): Collection<Refusal> {
  if (!isMeasuring()) return refusals
  const insertOnce: Collection<Refusal>['insertOnce'] = async (id, refusal) => {
    const inserted = await refusals.insertOnce(id, refusal)
    if (inserted) reached({ state: 'REFUSED', reason: refusal.reason })
    return inserted
  }
  return { ...sameAs(refusals), insertOnce }
}

function count(before: Claim | undefined, after: Claim): void {
  if (before?.state === after.state && before.attempt === after.attempt) return
  reached({ state: after.state, reason: after.reason ?? '' })
  const requestedAtMs = attemptOf(after, after.attempt)?.requestedAtMs
  if (after.state === 'SUCCESS' && requestedAtMs !== undefined)
    timeToGrant(Math.max(0, after.changedAtMs - requestedAtMs) / 1_000, {})
}

function sameAs<T extends Document>(collection: Collection<T>): Collection<T> {
  return {
    get: id => collection.get(id),
    getMany: ids => collection.getMany(ids),
    insertOnce: (id, value) => collection.insertOnce(id, value),
    update: (id, decide) => collection.update(id, decide),
    updateMany: changes => collection.updateMany(changes),
    due: (nowMs, limit) => collection.due(nowMs, limit),
    page: query => collection.page(query),
    count: query => collection.count(query),
  }
}
