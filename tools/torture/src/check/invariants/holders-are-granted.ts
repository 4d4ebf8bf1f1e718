import type { ClaimRow } from '../../stores/rows.ts'
import { each, type Invariant } from '../invariant.ts'

/** Promise 5: when quiet, a unit is held exactly by the claim that was granted it, and by the attempt that was. */
export const holdersAreGranted: Invariant = {
  name: 'when quiet, holders are exactly those who were granted a unit',
  holds: 'quiet',
  look: ({ rows }) => {
    const granted = Map.groupBy(rows.claims.flatMap(unitsOf), ({ bucketId }) => bucketId)
    return each(rows.buckets, ({ id, holders }) => {
      const rightful = (granted.get(id) ?? []).map(({ holder }) => holder)
      const leaked = holders.filter(holder => !rightful.includes(holder))
      const unheld = rightful.filter(holder => !holders.includes(holder))
      return [
        ...leaked.map(holder => `${id} is held by ${holder}, who was not granted it`),
        ...unheld.map(holder => `${id} is not held by ${holder}, who was granted it`),
      ]
    })
  },
}

/** The units that stand behind what a claim was granted. */
function unitsOf({ id, granted, holds }: ClaimRow): { bucketId: string; holder: string }[] {
  return Object.entries(holds).flatMap(([rewardId, bucketId]) => {
    const attempt = granted[rewardId]
    return attempt === undefined ? [] : [{ bucketId, holder: `${id}#${attempt}` }]
  })
}
