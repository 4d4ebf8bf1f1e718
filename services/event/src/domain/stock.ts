import type { Claim, RequestedReward } from './claim.ts'
import { isGranted } from './claim.ts'
import type { Event } from './event.ts'

/** What a claim would ask for now. */
export function snapshotOf(event: Event): readonly RequestedReward[] {
  return event.rewards.map(({ rewardId, type, amount, itemId, whenSoldOut, stock }) => {
    const buckets = stock === undefined ? 0 : (event.buckets[rewardId]?.length ?? 1)
    return { rewardId, type, amount, itemId, whenSoldOut, buckets }
  })
}

/** How a limited reward's stock was seen. `SOLD_OUT`: every unit backs a granted reward, for ever. */
export type StockLevel = 'ROOM' | 'PENDING' | 'SOLD_OUT'

/**
 * What the stock that was seen just before *open* means for it: refuse for good, wait, or go on. Sold-out rewards that
 * may be left out stop it only when nothing else would remain.
 */
export function judgeStock(
  requested: readonly RequestedReward[],
  granted: Claim['granted'],
  levels: ReadonlyMap<string, StockLevel>,
): 'OPEN' | 'OUT_OF_STOCK' | 'STOCK_PENDING' {
  const soldOut = requested.filter(reward => levels.get(reward.rewardId) === 'SOLD_OUT')
  if (soldOut.some(reward => reward.whenSoldOut === 'REFUSE_CLAIM')) return 'OUT_OF_STOCK'
  if ([...levels.values()].includes('PENDING')) return 'STOCK_PENDING'
  const remains = requested.some(
    reward => !soldOut.includes(reward) || isGranted({ granted }, reward.rewardId),
  )
  return remains ? 'OPEN' : 'OUT_OF_STOCK'
}

/** Where an attempt looks for its unit first, so that claims spread over the buckets. FNV-1a, 32 bits. */
export function firstBucket(claimId: string, buckets: number): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < claimId.length; i++) hash = Math.imul(hash ^ claimId.charCodeAt(i), 0x01000193)
  return (hash >>> 0) % buckets
}
