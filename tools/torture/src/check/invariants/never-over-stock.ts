import type { OfferedReward } from '../../log/entries.ts'
import type { BucketRow, GrantRow } from '../../stores/rows.ts'
import { each, type Invariant, sentences } from '../invariant.ts'
import { limitedRewards, rewardKey } from '../limited.ts'

/** Promise 5: never over stock, in no bucket and in no reward. */
export const neverOverStock: Invariant = {
  name: 'no bucket has more holders than units, no reward more buckets, holders or grants than stock',
  holds: 'always',
  look: ({ history, rows }) => {
    const buckets = Map.groupBy(rows.buckets, rewardKey)
    const grants = Map.groupBy(
      rows.grants.filter(({ state }) => state === 'GRANTED'),
      ({ eventId, reward }) => rewardKey({ eventId, rewardId: reward.rewardId }),
    )
    const full = each(rows.buckets, bucketProblems)
    const over = each(limitedRewards(history), ([key, reward]) =>
      rewardProblems(key, reward, buckets.get(key) ?? [], grants.get(key) ?? []),
    )
    return { checked: full.checked + over.checked, violations: [...full.violations, ...over.violations] }
  },
}

function bucketProblems({ id, cap, holders }: BucketRow): string[] {
  return sentences({
    [`${id} has ${holders.length} holders of ${cap}`]: holders.length > cap,
    [`${id} has a holder twice`]: new Set(holders).size < holders.length,
  })
}

function rewardProblems(
  key: string,
  { stock = 0 }: OfferedReward,
  buckets: readonly BucketRow[],
  grants: readonly GrantRow[],
): string[] {
  const units = buckets.reduce((sum, { cap }) => sum + cap, 0)
  return sentences({
    [`${key} has ${units} units in its buckets, and a stock of ${stock}`]: units > stock,
    [`${key} was granted ${grants.length} times, and has a stock of ${stock}`]: grants.length > stock,
  })
}
