import { Violations } from '@rewards/errors'
import type { Stored } from '@rewards/store'
import type { Event } from '../../domain/event.ts'
import { removeReward as withoutReward } from '../../domain/event-rewards.ts'
import { fingerprint } from './fingerprint.ts'
import { checkChange, makeChange } from './make-change.ts'
import type { ChangeRequest, Editor, EventPorts } from './ports.ts'

export interface RemoveReward extends ChangeRequest {
  readonly rewardId: string
}

/**
 * Takes a reward off; claims keep what they asked for, and its buckets stay. Throws EVENT_NOT_FOUND, REWARD_NOT_FOUND,
 * INVALID_FIELDS, REVISION_MISMATCH, EVENT_STATUS, LAST_REWARD.
 */
export function removeReward(ports: EventPorts) {
  return async (
    { eventId, expectedRevision, rewardId }: RemoveReward,
    editor: Editor,
  ): Promise<Stored<Event>> => {
    const violations = new Violations()
    checkChange(violations, { eventId, expectedRevision })
    violations.id('reward_id', rewardId, 'rwd')
    violations.throwIfAny()
    return makeChange(
      ports,
      {
        eventId,
        expectedRevision,
        fingerprint: fingerprint(['RemoveReward', rewardId]),
        nowMs: ports.now(),
        step: event => withoutReward(event, rewardId),
      },
      editor,
    )
  }
}
