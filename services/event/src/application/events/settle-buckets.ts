import type { Stored } from '@rewards/store'
import { type Bucket, bucketId, emptyBucket } from '../../domain/bucket.ts'
import type { Event } from '../../domain/event.ts'
import { bucketsInserted } from '../../domain/event-stock.ts'
import type { EventPorts } from './ports.ts'

/** Insertions under way at once: enough to fill the store's group commits. */
const AT_ONCE = 256

/**
 * Inserts the buckets that the event's layout owes, each once, then notes that none is owed any more. Can be repeated
 * after any interruption, by anybody. Gives the event as it is afterwards.
 */
export async function settleBuckets(
  { events, buckets }: Pick<EventPorts, 'events' | 'buckets'>,
  stored: Stored<Event>,
): Promise<Stored<Event>> {
  if (!stored.value.bucketsOwed) return stored
  const owed = bucketsOf(stored)
  for (let at = 0; at < owed.length; at += AT_ONCE)
    await Promise.all(owed.slice(at, at + AT_ONCE).map(([id, bucket]) => buckets.insertOnce(id, bucket)))
  const inserted = stored.value.buckets
  const { stored: settled } = await events.update(
    stored.id,
    event => event && bucketsInserted(event, inserted),
  )
  return settled ?? stored
}

function bucketsOf({ id, value }: Stored<Event>): (readonly [string, Bucket])[] {
  return Object.entries(value.buckets).flatMap(([rewardId, caps]) =>
    caps.map((cap, k) => [bucketId(id, rewardId, k), emptyBucket(id, rewardId, k, cap)] as const),
  )
}
