import { DemoError } from '../demo-error.ts'
import type { Counted, CountedBucket, CountedClaim, CountedGrant } from './counted.ts'
import type { Row, Stores } from './stores.ts'

/**
 * Counts what the stores say of an event. It shares no code with the services, so that it cannot share their mistakes.
 * Rejects with a `DemoError` when a store cannot be read.
 */
export async function countOutside(stores: Stores, eventId: string): Promise<Counted> {
  const [claims, refusals, buckets, grants] = await Promise.all([
    stores.ofEvent('event.claims', eventId),
    stores.ofEvent('event.refusals', eventId),
    stores.ofEvent('event.buckets', eventId),
    stores.ofEvent('reward.grants', eventId),
  ])
  return {
    claims: claims.map(claim),
    refusals: refusals.map(({ doc }) => doc),
    buckets: buckets.map(bucket),
    grants: grants.map(grant),
  }
}

/** Rejects with a `DemoError` when the stores are not those of the system which made the event. */
export async function checkStores(stores: Stores, eventId: string): Promise<void> {
  if (!(await stores.hasEvent(eventId)))
    throw new DemoError(
      `the event just made is not in ${stores.name}; name the data folder of the running system by --data`,
    )
}

function claim({ id, isDue, doc }: Row): CountedClaim {
  const { userId, state, attempts } = doc
  return { claimId: id, userId, state, attempts, isDue }
}

/** A holder is `claimId#attempt`. */
function bucket({ doc }: Row): CountedBucket {
  const { rewardId, cap, holders } = doc
  return { rewardId, cap, claimIds: holders.map((holder: string) => holder.replace(/#\d+$/, '')) }
}

function grant({ doc }: Row): CountedGrant {
  const { claimId, userId, reward, state, effect } = doc
  const { rewardId, amount } = reward
  return { claimId, userId, rewardId, state, amount, couponCodes: effect?.codes ?? [] }
}
