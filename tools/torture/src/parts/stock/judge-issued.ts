import { each } from '../../check/invariant.ts'
import { type Judgement, judgementOf } from '../../check/judge.ts'
import { limitedRewards, rewardKey } from '../../check/limited.ts'
import type { History } from '../../log/operation-log.ts'
import type { StoredRows } from '../../stores/rows.ts'

const ALL_ISSUED = {
  name: 'of each reward the lesser of stock and demand was issued',
  holds: 'quiet',
} as const

/** Everybody asked to the end: so many units are granted as there are, or as there are who asked; pure. */
export function judgeIssued(history: History, rows: StoredRows): Judgement {
  const granted = Map.groupBy(
    rows.grants.filter(({ state }) => state === 'GRANTED'),
    ({ eventId, reward: { rewardId } }) => rewardKey({ eventId, rewardId }),
  )
  const demand = Map.groupBy(history.calls, ({ eventId }) => eventId)
  const { checked, violations } = each(limitedRewards(history), ([key, { stock = 0 }]) => {
    const [eventId = ''] = key.split(':')
    const users = new Set((demand.get(eventId) ?? []).map(({ userId }) => userId)).size
    const issued = granted.get(key)?.length ?? 0
    const wanted = Math.min(stock, users)
    return issued === wanted ? [] : [`${key}: ${issued} issued, of ${stock} units for ${users} users`]
  })
  return judgementOf(ALL_ISSUED, checked, violations)
}

/** How often the provider said no, whatever came after. */
export function rejectedIn({ books }: StoredRows): number {
  return books.filter(({ state }) => state === 'REJECTED').length
}
