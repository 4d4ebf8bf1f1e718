import type { Collection } from '@rewards/store'
import { BUCKETS, type Bucket, countOf, withCount } from '../domain/attempts/bucket.ts'
import { type Count, untried } from '../domain/attempts/count.ts'
import {
  type Attempt,
  type AttemptLimits,
  type Limit,
  limitsOn,
  type Trier,
} from '../domain/attempts/limits.ts'
import { rateLimited } from '../domain/attempts/rate-limited.ts'
import type { KeyedHash } from './keyed-hash.ts'

/** Refuses what is tried too often, in all replicas together. Everything throws RATE_LIMITED with the time to come back. */
export interface Limiter {
  /** Whether one more is allowed now; counts nothing. */
  check(attempt: Attempt, trier: Trier): Promise<void>
  /** Counts one, before it is known how it ends: of many at once no more get through than may. */
  count(attempt: Attempt, trier: Trier): Promise<Counted>
  /** What was counted proved to be somebody else's doing: the owner has shown who they are in another way. */
  forgive(attempt: Attempt, trier: Trier): Promise<void>
}

/** An attempt that was counted. Neither is called for one that failed. */
export interface Counted {
  /** It proved to be no attack. */
  forgive(): Promise<void>
  /** It was not carried out. */
  undo(): Promise<void>
}

interface LimiterPorts {
  readonly attempts: Collection<Bucket>
  readonly limits: AttemptLimits
  readonly keyedHash: KeyedHash
  readonly now: () => number
  readonly random: () => number
}

/** A limit, and where its count is. */
interface Placed extends Limit {
  readonly bucketId: string
  readonly countKey: string
}

export function createLimiter(ports: LimiterPorts): Limiter {
  const placesOf = (attempt: Attempt, trier: Trier) =>
    Promise.all(limitsOn(attempt, trier, ports.limits, ports.random()).map(limit => place(ports, limit)))
  const forgive = (places: readonly Placed[]) =>
    change(ports, places, ({ rule }, count) => rule.forgiven(count))
  return {
    check: async (attempt, trier) => check(ports, await placesOf(attempt, trier)),
    async count(attempt, trier) {
      const places = await placesOf(attempt, trier)
      await check(ports, places)
      await take(ports, places)
      return {
        forgive: () => forgive(places),
        undo: () => change(ports, places, (_, count) => untried(count)),
      }
    },
    forgive: async (attempt, trier) => forgive(await placesOf(attempt, trier)),
  }
}

/** No address and no network lies in the store, and nobody can tell who shares a bucket with whom. */
async function place({ keyedHash }: LimiterPorts, limit: Limit): Promise<Placed> {
  const hash = await keyedHash('attempts', limit.key)
  const bucketId = `bucket_${hash.readUInt16BE(0) % BUCKETS}`
  return { ...limit, bucketId, countKey: hash.subarray(2, 18).toString('base64url') }
}

/** Spares writes: who is over a limit already costs a read. */
async function check({ attempts, now }: LimiterPorts, places: readonly Placed[]): Promise<void> {
  const buckets = await attempts.getMany(places.map(({ bucketId }) => bucketId))
  refuseOver(places.map((place, at) => ({ place, waitMs: waitMsOf(place, buckets[at]?.value, now()) })))
}

/** Counts under each limit; when one of them has no room any more, under none. */
async function take(ports: LimiterPorts, places: readonly Placed[]): Promise<void> {
  const taken = await Promise.all(places.map(async place => ({ place, waitMs: await takeOne(ports, place) })))
  const allowed = taken.filter(({ waitMs }) => waitMs <= 0).map(({ place }) => place)
  if (allowed.length < places.length) await change(ports, allowed, (_, count) => untried(count))
  refuseOver(taken)
}

async function takeOne({ attempts, now }: LimiterPorts, place: Placed): Promise<number> {
  const { bucketId, countKey, rule } = place
  let waitMs = 0
  await attempts.update(bucketId, bucket => {
    const nowMs = now()
    waitMs = waitMsOf(place, bucket, nowMs)
    const before = countOf(bucket, countKey, nowMs)
    return waitMs > 0 ? undefined : withCount(bucket, countKey, rule.counted(before, nowMs), nowMs)
  })
  return waitMs
}

async function change(
  { attempts, now }: LimiterPorts,
  places: readonly Placed[],
  next: (place: Placed, count: Count) => Count | undefined,
): Promise<void> {
  await Promise.all(
    places.map(place =>
      attempts.update(place.bucketId, bucket => {
        const nowMs = now()
        const count = countOf(bucket, place.countKey, nowMs)
        return count && withCount(bucket, place.countKey, next(place, count), nowMs)
      }),
    ),
  )
}

function waitMsOf({ rule, countKey }: Placed, bucket: Bucket | undefined, nowMs: number): number {
  const count = countOf(bucket, countKey, nowMs)
  return count ? rule.waitMs(count, nowMs) : 0
}

/** Told is the limit that keeps the caller out for longest. */
function refuseOver(limits: readonly { place: Placed; waitMs: number }[]): void {
  const [longest] = limits.filter(({ waitMs }) => waitMs > 0).toSorted((a, b) => b.waitMs - a.waitMs)
  if (longest) throw rateLimited(longest.place.name, longest.waitMs)
}
