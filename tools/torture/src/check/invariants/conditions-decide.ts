import type { Call, History } from '../../log/operation-log.ts'
import { acceptedCalls } from '../claims.ts'
import { each, type Invariant } from '../invariant.ts'

/** Who has not done what an event asks for has no claim to it, and who has is never told otherwise. */
export const conditionsDecide: Invariant = {
  name: 'who meets the conditions may claim, who does not may not',
  holds: 'always',
  look: ({ history, rows }) => {
    const { violations, checked } = each(rows.claims, claim =>
      mayClaim(history, claim) ? [] : [`${claim.id} is the claim of somebody who is short of a condition`],
    )
    const told = each(refused(history), call =>
      mayClaim(history, call)
        ? [`call ${call.no} was told CONDITION_NOT_MET by somebody who meets them`]
        : [],
    )
    const accepted = each(acceptedCalls(history), call =>
      mayClaim(history, call) ? [] : [`call ${call.no} was accepted of somebody who is short of a condition`],
    )
    return {
      checked: checked + told.checked + accepted.checked,
      violations: [...violations, ...told.violations, ...accepted.violations],
    }
  },
}

function refused({ calls }: History): Call[] {
  return calls.filter(({ outcome }) => outcome.kind === 'failed' && outcome.reason === 'CONDITION_NOT_MET')
}

function mayClaim(
  { users, events }: History,
  { userId, eventId }: { userId: string; eventId: string },
): boolean {
  const [user, event] = [users.get(userId), events.get(eventId)]
  if (!user || !event) return false
  return !event.hasConditions || user.meetsConditions
}
