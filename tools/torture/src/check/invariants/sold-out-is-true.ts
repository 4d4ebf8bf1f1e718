import type { OfferedReward } from '../../log/entries.ts'
import { acceptedCalls } from '../claims.ts'
import { type Evidence, each, type Invariant } from '../invariant.ts'
import { rewardKey } from '../limited.ts'

/** Promise 5, towards under-issue: whoever was told that a reward is sold out was not told so while a unit was left. */
export const soldOutIsTrue: Invariant = {
  name: 'what was called sold out is granted to the last unit',
  holds: 'quiet',
  look: evidence => {
    const isSoldOut = soldOutIn(evidence)
    const { history } = evidence
    const refused = history.calls.filter(
      ({ outcome }) => outcome.kind === 'failed' && outcome.reason === 'OUT_OF_STOCK',
    )
    const refusals = each(refused, ({ no, eventId }) => {
      const rewards = history.events.get(eventId)?.rewards ?? []
      const isTrue = rewards.some(reward => isSoldOut(eventId, reward))
      return isTrue ? [] : [`call ${no} was told OUT_OF_STOCK, and no reward of ${eventId} is`]
    })
    const leftOut = each(acceptedCalls(history), ({ no, eventId, outcome }) => {
      const rewards = history.events.get(eventId)?.rewards ?? []
      const left = rewards.filter(({ rewardId }) => outcome.leftOut.includes(rewardId))
      return left
        .filter(reward => !isSoldOut(eventId, reward))
        .map(({ rewardId }) => `call ${no} was told that ${rewardId} is left out, and it is not sold out`)
    })
    return {
      checked: refusals.checked + leftOut.checked,
      violations: [...refusals.violations, ...leftOut.violations],
    }
  },
}

function soldOutIn({ rows }: Evidence): (eventId: string, reward: OfferedReward) => boolean {
  const granted = rows.grants.filter(({ state }) => state === 'GRANTED')
  const issued = Map.groupBy(granted, ({ eventId, reward: { rewardId } }) => rewardKey({ eventId, rewardId }))
  return (eventId, { rewardId, stock }) =>
    stock !== undefined && (issued.get(rewardKey({ eventId, rewardId }))?.length ?? 0) >= stock
}
