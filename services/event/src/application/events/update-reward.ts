import { Violations } from '@rewards/errors'
import type { Stored } from '@rewards/store'
import type { Event } from '../../domain/event.ts'
import { updateReward as withReward } from '../../domain/event-rewards.ts'
import { checkReward, type RewardDraft, toReward } from '../../domain/reward-definition.ts'
import { fingerprint } from './fingerprint.ts'
import { checkChange, makeChange } from './make-change.ts'
import type { ChangeRequest, Editor, EventPorts } from './ports.ts'

export interface UpdateReward extends ChangeRequest {
  /** The reward as it shall be; its id says which. */
  readonly reward: RewardDraft
}

/**
 * Replaces a reward; claims keep what they asked for. Raised stock gets its buckets right after the change. Throws
 * EVENT_NOT_FOUND, REWARD_NOT_FOUND, INVALID_FIELDS, REVISION_MISMATCH, EVENT_STATUS, STOCK_LOWERED.
 */
export function updateReward(ports: EventPorts) {
  return async (
    { eventId, expectedRevision, reward }: UpdateReward,
    editor: Editor,
  ): Promise<Stored<Event>> => {
    const violations = new Violations()
    checkChange(violations, { eventId, expectedRevision })
    checkReward(violations, 'reward', reward)
    violations.throwIfAny()
    return makeChange(
      ports,
      {
        eventId,
        expectedRevision,
        fingerprint: fingerprint(['UpdateReward', reward]),
        nowMs: ports.now(),
        step: event => withReward(event, toReward(reward)),
      },
      editor,
    )
  }
}
