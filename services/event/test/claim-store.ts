import type { Document, Store, Stored } from '@rewards/store'
import type { Bucket } from '../src/domain/bucket.ts'
import type { Claim } from '../src/domain/claim.ts'
import type { Refusal } from '../src/domain/refusal.ts'
import { collections } from '../src/infrastructure/store/collections.ts'
import { type Around, writingThrough } from './dying-ports.ts'

/** What lies in the store, past the service. */
export function inspect(store: Store) {
  const claims = store.collection<Claim>(collections.claims)
  const buckets = store.collection<Bucket>(collections.buckets)
  const refusals = store.collection<Refusal>(collections.refusals)
  return {
    claims,
    async claim(id: string): Promise<Stored<Claim>> {
      const claim = await claims.get(id)
      if (!claim) throw new Error(`there is no claim ${id}`)
      return claim
    },
    /** Every refusal at an event. */
    async refusals(eventId: string): Promise<readonly Stored<Refusal>[]> {
      return (await refusals.page({ index: 'by_event', equals: { eventId }, limit: 1_000 })).items
    },
    /** Who holds units of a reward, `claimId#attempt`, in all of its buckets. */
    async holders(eventId: string, rewardId: string): Promise<readonly string[]> {
      const rewardKey = `${eventId}:${rewardId}`
      const { items } = await buckets.page({ index: 'by_room', equals: { rewardKey }, limit: 1_000 })
      return items.flatMap(({ value }) => value.holders)
    },
  }
}

/** The same store, each write to claims and buckets done by `around`. */
export function storeThrough(store: Store, around: Around): Store {
  const watched: readonly string[] = [collections.claims.name, collections.buckets.name]
  return {
    collection<T extends Document>(declaration: Parameters<Store['collection']>[0]) {
      const collection = store.collection<T>(declaration)
      return watched.includes(declaration.name) ? writingThrough(collection, around) : collection
    },
    ping: () => store.ping(),
    close: () => store.close(),
  }
}
