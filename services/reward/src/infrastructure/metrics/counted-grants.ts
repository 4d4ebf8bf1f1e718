import { type Collection, tellingWrites } from '@rewards/store'
import { counter, isMeasuring } from '@rewards/telemetry'
import type { Grant } from '../../domain/grant.ts'

const settled = counter('rewards.grants', 'Grants that came to a result: GRANTED or REJECTED')

/** The collection, with each result of a grant counted once, by the process that wrote it. */
export function countedGrants(grants: Collection<Grant>): Collection<Grant> {
  return isMeasuring() ? tellingWrites(grants, count) : grants
}

function count(before: Grant | undefined, after: Grant): void {
  if (after.state === 'PENDING' || after.state === before?.state) return
  settled({ type: after.reward.type, result: after.state })
}
