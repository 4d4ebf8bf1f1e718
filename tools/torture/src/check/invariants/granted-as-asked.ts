import type { EventEntry } from '../../log/entries.ts'
import type { ClaimRow, GrantRow } from '../../stores/rows.ts'
import { asked, byId } from '../claims.ts'
import { each, type Invariant } from '../invariant.ts'

/** A grant is what an accepted attempt asked for, and what the event offers: nothing comes from nowhere. */
export const grantedAsAsked: Invariant = {
  name: 'a grant is what its claim asked for and its event offers',
  holds: 'always',
  look: ({ history, rows }) => {
    const claims = byId(rows.claims)
    return each(rows.grants, grant => {
      const problem = problemOf(grant, claims.get(grant.claimId), history.events.get(grant.eventId))
      return problem === undefined ? [] : [`${grant.id} ${problem}`]
    })
  },
}

function problemOf(
  grant: GrantRow,
  claim: ClaimRow | undefined,
  event: EventEntry | undefined,
): string | undefined {
  if (!claim) return 'has no claim'
  if (claim.userId !== grant.userId || claim.eventId !== grant.eventId) return 'is not for who claimed'
  const attempt = claim.attempts.find(({ no }) => no === grant.generation)
  if (attempt?.acceptedBy === undefined) return `is of attempt ${grant.generation}, which was never accepted`
  const { rewardId, type, amount, itemId } = grant.reward
  const isSame = (reward: GrantRow['reward']) =>
    JSON.stringify([rewardId, type, amount, itemId]) ===
    JSON.stringify([reward.rewardId, reward.type, reward.amount, reward.itemId])
  if (!asked(claim, attempt).requested.some(isSame)) return 'was not asked for'
  return event?.rewards.some(isSame) ? undefined : 'is not what the event offers'
}
