import type { Collection } from '@rewards/store'
import { gauge } from '@rewards/telemetry'
import { type Bucket, rewardKey } from '../../domain/bucket.ts'
import type { Event } from '../../domain/event.ts'

/** So many ACTIVE events are looked at, those that began last. */
const MOST_EVENTS = 100
/** Claims spread over the buckets of a reward, so the bucket with the most room tells of all of them. */
const NEARLY_GONE = 0.1

type Level = 'plenty' | 'nearly_gone' | 'gone'

/**
 * How many limited rewards of ACTIVE events have how much left. By level and not by event, since events are without
 * number: which ones they are is in ListEvents.
 */
export function measureStock(
  events: Pick<Collection<Event>, 'page'>,
  buckets: Pick<Collection<Bucket>, 'page'>,
): void {
  const about = {
    description:
      'Limited rewards of ACTIVE events by what is left: plenty, nearly_gone (under a tenth), gone',
    unit: '{reward}',
  }
  gauge('rewards.stock.rewards', about, async () => {
    const levels = await Promise.all((await limitedRewards(events)).map(key => levelOf(buckets, key)))
    const each: readonly Level[] = ['plenty', 'nearly_gone', 'gone']
    return each.map(level => ({
      value: levels.filter(found => found === level).length,
      attributes: { level },
    }))
  })
}

async function limitedRewards(events: Pick<Collection<Event>, 'page'>): Promise<readonly string[]> {
  const active = { index: 'by_status', equals: { status: 'ACTIVE' } } as const
  const { items } = await events.page({ ...active, order: 'desc', limit: MOST_EVENTS })
  return items.flatMap(({ id, value }) =>
    value.rewards.filter(({ stock }) => stock !== undefined).map(({ rewardId }) => rewardKey(id, rewardId)),
  )
}

async function levelOf(buckets: Pick<Collection<Bucket>, 'page'>, key: string): Promise<Level> {
  const widest = { index: 'by_room', equals: { rewardKey: key }, order: 'desc', limit: 1 } as const
  const [bucket] = (await buckets.page(widest)).items
  if (!bucket) return 'plenty' // it has no buckets yet: nobody has taken any
  const left = bucket.value.room / bucket.value.cap
  if (left === 0) return 'gone'
  return left < NEARLY_GONE ? 'nearly_gone' : 'plenty'
}
