import { bucketCaps } from './bucket.ts'
import type { Event, EventReward } from './event.ts'
import { stockLowered } from './event-errors.ts'
import { endsByItself } from './event-status.ts'

/** How many units of a reward the recorded layout holds; 0: none was laid out. */
export function laidOutUnits({ buckets }: Pick<Event, 'buckets'>, rewardId: string): number {
  return (buckets[rewardId] ?? []).reduce((sum, cap) => sum + cap, 0)
}

/**
 * The event with buckets recorded for all the stock of these rewards, and owed. What is recorded stays and counts: only
 * what is missing is appended. The very same event when nothing is. Throws STOCK_LOWERED when a reward wants less than
 * was laid out.
 */
export function layOut(event: Event, rewards: readonly EventReward[], nowMs: number): Event {
  const added = rewards.flatMap(reward => {
    const caps = bucketCaps(missingUnits(event, reward))
    return caps.length > 0 ? [[reward.rewardId, [...(event.buckets[reward.rewardId] ?? []), ...caps]]] : []
  })
  if (added.length === 0) return event
  const buckets = { ...event.buckets, ...Object.fromEntries(added) }
  return { ...event, buckets, bucketsOwed: true, dueAt: nowMs }
}

function missingUnits(event: Event, { rewardId, stock }: EventReward): number {
  const laidOut = laidOutUnits(event, rewardId)
  if ((stock ?? 0) < laidOut) throw stockLowered(rewardId, laidOut)
  return (stock ?? 0) - laidOut
}

/**
 * The rewards whose buckets must be there before a change is made: those that nobody can claim before it and somebody
 * can after it. (The stock of one that can be claimed already is raised the other way round: first the change, then
 * its buckets, or there would be more units than stock if the change were never made.)
 */
export function rewardsToPrepare(before: Event, after: Event): readonly EventReward[] {
  if (after.status === 'READY') return []
  const known = before.status === 'READY' ? [] : before.rewards.map(({ rewardId }) => rewardId)
  return after.rewards.filter(({ rewardId, stock }) => stock !== undefined && !known.includes(rewardId))
}

/** Notes that all buckets of the layout `inserted` are there; `undefined` when none is owed, or more than those are. */
export function bucketsInserted(event: Event, inserted: Event['buckets']): Event | undefined {
  if (!event.bucketsOwed) return undefined
  const isAll = Object.entries(event.buckets).every(([id, caps]) => caps.length === inserted[id]?.length)
  if (!isAll) return undefined
  const { bucketsOwed, ...settled } = event
  return withDue(settled)
}

/** The event with `dueAt` as its status and window want it; while buckets are owed it stays as it is. */
export function withDue(event: Event): Event {
  if (event.bucketsOwed) return event
  const { dueAt, ...rest } = event
  return endsByItself(event) ? { ...rest, dueAt: event.endsAtMs } : rest
}
