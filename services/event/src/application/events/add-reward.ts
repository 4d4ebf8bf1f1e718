import { Violations } from '@rewards/errors'
import type { Stored } from '@rewards/store'
import type { Event } from '../../domain/event.ts'
import { addReward as withReward } from '../../domain/event-rewards.ts'
import { checkReward, type RewardDraft, toReward } from '../../domain/reward-definition.ts'
import { fingerprint } from './fingerprint.ts'
import { checkChange, makeChange } from './make-change.ts'
import type { ChangeRequest, Editor, EventPorts } from './ports.ts'

export interface AddReward extends ChangeRequest {
  readonly reward: RewardDraft
}

/**
 * Adds a reward. It cannot be claimed before all of its buckets are there. Throws EVENT_NOT_FOUND, INVALID_FIELDS,
 * REWARD_EXISTS, REVISION_MISMATCH, EVENT_STATUS; STOCK_LOWERED when an earlier try laid out more than is wanted now.
 */
export function addReward(ports: EventPorts) {
  return async ({ eventId, expectedRevision, reward }: AddReward, editor: Editor): Promise<Stored<Event>> => {
    const violations = new Violations()
    checkChange(violations, { eventId, expectedRevision })
    checkReward(violations, 'reward', reward)
    violations.throwIfAny()
    return makeChange(
      ports,
      {
        eventId,
        expectedRevision,
        fingerprint: fingerprint(['AddReward', reward]),
        nowMs: ports.now(),
        step: event => withReward(event, toReward(reward)),
      },
      editor,
    )
  }
}
