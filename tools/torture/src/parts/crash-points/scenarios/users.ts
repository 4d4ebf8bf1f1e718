import { claimId } from '../../../../../../services/event/src/domain/claim.ts'
import { grantId } from '../../../../../../services/reward/src/domain/grant.ts'
import { isRejected, NO_SIMULATION } from '../../../../../../services/reward/src/domain/simulation.ts'
import { EVENT_ID, REJECT_PERCENT } from '../world/offer.ts'

const MANY = 1_000

/**
 * A user to whom the provider outside rejects these rewards in the first attempt, and pays all others, and these in
 * the second: what it does under a key is a matter of the key.
 */
export function userWhoIsRejected(rewardIds: readonly string[], all: readonly string[]): string {
  const isSo = (userId: string) =>
    all.every(rewardId => {
      const isRejectedFirst = rejects(userId, rewardId, 1)
      return rewardIds.includes(rewardId)
        ? isRejectedFirst && !rejects(userId, rewardId, 2)
        : !isRejectedFirst
    })
  const found = Array.from({ length: MANY }, (_, i) => `usr_${i}`).find(isSo)
  if (!found)
    throw new Error(`of ${MANY} users there is none to whom just ${rewardIds.join(', ')} is rejected`)
  return found
}

function rejects(userId: string, rewardId: string, generation: number): boolean {
  const key = `${grantId(claimId(EVENT_ID, userId), rewardId)}#${generation}`
  return isRejected({ ...NO_SIMULATION, rejectPercent: REJECT_PERCENT }, key)
}
