import type { Position } from '@rewards/store'
import { bucketId, bucketStep, holderOf, rewardKey } from '../../domain/bucket.ts'
import type { RequestedReward } from '../../domain/claim.ts'
import { firstBucket, type StockLevel } from '../../domain/stock.ts'
import type { ClaimPorts } from './ports.ts'

/** How many buckets with room are tried for each look at them. */
const TRIED = 4
/** How often one call looks; the sweep goes on with a claim that found nothing in so many looks. */
const LOOKS = 3
/** Buckets read at once when looking for a hold. */
const PAGE = 20

export interface Taker {
  readonly eventId: string
  readonly claimId: string
  readonly attempt: number
}

/** Takes one unit of a limited reward for an attempt, at most one bucket counting for it later. The bucket's id, or why not. */
export async function takeUnit(
  ports: ClaimPorts,
  taker: Taker,
  reward: RequestedReward,
): Promise<{ readonly bucket: string } | Exclude<StockLevel, 'ROOM'>> {
  const { eventId, claimId } = taker
  const near = bucketId(eventId, reward.rewardId, firstBucket(claimId, reward.buckets))
  if (await hold(ports, taker, near)) return { bucket: near }
  for (let look = 0; look < LOOKS; look++) {
    const query = { index: 'by_room', equals: { rewardKey: rewardKey(eventId, reward.rewardId) }, from: 1 }
    const { items } = await ports.buckets.page({ ...query, limit: TRIED })
    for (const { id } of items) if (await hold(ports, taker, id)) return { bucket: id }
    if (items.length === 0) return withoutRoom(ports, taker, rewardKey(eventId, reward.rewardId))
  }
  return 'PENDING'
}

/** No bucket has room: but an earlier run for the same attempt may have taken the unit that filled one. */
async function withoutRoom(ports: ClaimPorts, taker: Taker, key: string) {
  const bucket = await findHold(ports, taker, key)
  return bucket === undefined ? stockLevelWithoutRoom(ports, key) : { bucket }
}

/** The bucket in which the attempt holds a unit already. Only those that are not settled can. */
async function findHold(
  ports: ClaimPorts,
  { claimId, attempt }: Taker,
  key: string,
): Promise<string | undefined> {
  const holder = holderOf(claimId, attempt)
  const query = { index: 'by_settled', equals: { rewardKey: key, settled: false }, limit: PAGE } as const
  let after: Position | undefined
  do {
    const page = await ports.buckets.page({ ...query, ...(after && { after }) })
    const found = page.items.find(({ value }) => value.holders.includes(holder))
    if (found) return found.id
    after = page.next
  } while (after)
  return undefined
}

/** True when the bucket holds a unit for the attempt now, by this call or by one before. */
async function hold(ports: ClaimPorts, { claimId, attempt }: Taker, bucket: string): Promise<boolean> {
  const holder = holderOf(claimId, attempt)
  const { stored } = await ports.buckets.update(bucket, bucketStep({ type: 'hold', holder }))
  return stored?.value.holders.includes(holder) ?? false
}

/** How much of a limited reward is left, without taking any. */
export async function stockLevel(ports: ClaimPorts, key: string): Promise<StockLevel> {
  const query = { index: 'by_room', equals: { rewardKey: key }, from: 1 }
  const { items } = await ports.buckets.page({ ...query, limit: 1 })
  return items.length > 0 ? 'ROOM' : stockLevelWithoutRoom(ports, key)
}

/**
 * All buckets settled is final. A settled bucket cannot hold a unit for the attempt that asks: its holders all back
 * granted rewards, and this reward is not granted yet.
 */
async function stockLevelWithoutRoom(ports: ClaimPorts, key: string): Promise<Exclude<StockLevel, 'ROOM'>> {
  const query = { index: 'by_settled', equals: { rewardKey: key, settled: false } }
  if ((await ports.buckets.count(query)) === 0) return 'SOLD_OUT'
  ports.stockIsShort()
  return 'PENDING'
}
