import type { Bucket } from '../../../services/event/src/domain/bucket.ts'
import type { Claim } from '../../../services/event/src/domain/claim.ts'
import type { Grant } from '../../../services/reward/src/domain/grant.ts'

/** A promise was broken. */
export class Violation extends Error {
  override readonly name = 'Violation'
}

/** Watches every write and every payment, and holds them against the promises. Shares no logic with what it watches. */
export class Checker {
  readonly claims = new Map<string, Claim>()
  readonly buckets = new Map<string, Bucket>()
  readonly grants = new Map<string, Grant>()
  /** grant → how often its effect took place. */
  readonly #effects = new Map<string, number>()
  /** `eventId:rewardId` → units that took effect. */
  readonly #issued = new Map<string, number>()
  readonly #stock: (eventId: string, rewardId: string) => number
  readonly #sees: Readonly<Record<string, (id: string, before: unknown, after: unknown) => void>>

  constructor(stock: (eventId: string, rewardId: string) => number) {
    this.#stock = stock
    this.#sees = {
      claims: (id, before, after) => this.#claim(id, before as Claim | undefined, after as Claim),
      buckets: (id, before, after) => this.#bucket(id, before as Bucket | undefined, after as Bucket),
      grants: (id, before, after) => this.#grant(id, before as Grant | undefined, after as Grant),
    }
  }

  /** A document was written. */
  readonly wrote = (collection: string, id: string, before: unknown, after: unknown): void => {
    this.#sees[collection]?.(id, before, after)
  }

  /** An effect took place. */
  readonly paid = (grantId: string): void => {
    const times = (this.#effects.get(grantId) ?? 0) + 1
    this.#effects.set(grantId, times)
    this.#must(times === 1, 'never granted twice', grantId)
    const [eventId = '', , , rewardId = ''] = grantId.split(':')
    const key = `${eventId}:${rewardId}`
    const issued = (this.#issued.get(key) ?? 0) + 1
    this.#issued.set(key, issued)
    this.#must(issued <= this.#stock(eventId, rewardId), 'never over stock', { grantId, issued })
  }

  /** The first promise that was seen broken, whoever may have caught it on its way. */
  violation: Violation | undefined

  #must(holds: boolean, promise: string, where: unknown): void {
    if (!holds) this.violation ??= new Violation(`${promise}: ${JSON.stringify(where)}`)
  }

  issued(eventId: string, rewardId: string): number {
    return this.#issued.get(`${eventId}:${rewardId}`) ?? 0
  }

  #claim(id: string, before: Claim | undefined, after: Claim): void {
    this.claims.set(id, after)
    for (const [rewardId, generation] of Object.entries(before?.granted ?? {}))
      this.#must(after.granted[rewardId] === generation, 'what was granted stays granted', { before, after })
    for (const rewardId of Object.keys(after.granted))
      this.#must(
        this.grants.get(`${id}:${rewardId}`)?.state === 'GRANTED',
        'a claim knows only what is granted',
        after,
      )
    if (before?.state === 'SUCCESS')
      this.#must(after.state === 'SUCCESS', 'SUCCESS is final', { before, after })
    if (before?.isFullyGranted)
      this.#must(after.isFullyGranted, 'fully granted never goes back', { before, after })
    const isAll = after.requested.every(({ rewardId }) => after.granted[rewardId] !== undefined)
    this.#must(after.isFullyGranted === (after.state === 'SUCCESS'), 'SUCCESS means fully granted', after)
    if (after.isFullyGranted) this.#must(isAll, 'fully granted is exact', after)
    this.#must(after.attempt - (before?.attempt ?? 0) <= 1, 'attempts follow each other', { before, after })
    const sameAttempt = before?.attempt === after.attempt
    if (before?.state === 'FAILED' && sameAttempt)
      this.#must(after.state === 'FAILED', 'FAILED is left by a new attempt', { before, after })
    this.#must(after.attempts.length === after.attempt, 'each attempt is in the history once', after)
    const isOwed = after.state === 'RESERVING' || after.state === 'REQUESTED'
    this.#must((after.dueAt !== undefined) === isOwed, 'owed exactly while it is open', after)
  }

  #bucket(id: string, before: Bucket | undefined, after: Bucket): void {
    this.buckets.set(id, after)
    this.#must(after.holders.length <= after.cap, 'never over stock', after)
    this.#must(new Set(after.holders).size === after.holders.length, 'one hold for each attempt', after)
    this.#must(after.room === after.cap - after.holders.length, 'room is what is left', after)
    if (before?.settled)
      this.#must(after.holders.join() === before.holders.join(), 'settled is final', { before, after })
  }

  #grant(id: string, before: Grant | undefined, after: Grant): void {
    this.grants.set(id, after)
    if (before?.state === 'GRANTED') this.#must(false, 'a granted reward never changes', { before, after })
    this.#must(after.generation >= (before?.generation ?? 1), 'generations only grow', { before, after })
    const isReopened = before?.state === 'REJECTED' && after.state !== 'REJECTED'
    if (isReopened)
      this.#must(after.generation > before.generation, 'an old request never opens again', { before, after })
    if (before?.state !== 'GRANTED' && after.state === 'GRANTED' && after.provider === 'ledger') this.paid(id)
  }

  /** The invariants at the end of the protocol: when everything has become quiet. */
  quiet(): void {
    for (const [id, claim] of this.claims) this.#quietClaim(id, claim)
    for (const [id, grant] of this.grants) {
      this.#must(grant.state !== 'PENDING', 'when quiet no grant is pending', grant)
      const times = this.#effects.get(id) ?? 0
      this.#must(times === (grant.state === 'GRANTED' ? 1 : 0), 'one grant, one effect', { grant, times })
    }
    for (const [id, bucket] of this.buckets) this.#quietBucket(id, bucket)
  }

  #quietClaim(id: string, claim: Claim): void {
    this.#must(claim.dueAt === undefined, 'when quiet nothing is owed', claim)
    this.#must(
      claim.state === 'SUCCESS' || claim.state === 'FAILED',
      'when quiet every claim is closed',
      claim,
    )
    const isAll = claim.requested.every(({ rewardId }) => claim.granted[rewardId] !== undefined)
    this.#must(
      isAll === (claim.state === 'SUCCESS'),
      'when quiet SUCCESS is where all of it was granted',
      claim,
    )
    const granted = [...this.grants].filter(([, grant]) => grant.claimId === id && grant.state === 'GRANTED')
    const known = Object.entries(claim.granted).map(([rewardId, generation]) => `${rewardId}#${generation}`)
    const there = granted.map(([, grant]) => `${grant.reward.rewardId}#${grant.generation}`)
    this.#must(same(known, there), 'when quiet a claim knows all its grants', {
      claim,
      there,
    })
  }

  #quietBucket(id: string, bucket: Bucket): void {
    const backed = [...this.claims].flatMap(([claimId, { granted, holds }]) =>
      holds[bucket.rewardId] === id && granted[bucket.rewardId] !== undefined
        ? [`${claimId}#${granted[bucket.rewardId]}`]
        : [],
    )
    this.#must(same(backed, bucket.holders), 'when quiet the holders are those to whom it was granted', {
      bucket,
      backed,
    })
  }
}

/** The same members, in any order. */
function same(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every(one => others.includes(one))
}
