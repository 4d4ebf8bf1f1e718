import { create, type MessageInitShape } from '@bufbuild/protobuf'
import { timestampFromMs } from '@bufbuild/protobuf/wkt'
import { ClaimRequestedSchema } from '@rewards/contracts/reward'
import { subjects } from '@rewards/contracts/subjects'
import type { Messaging } from '@rewards/messaging'
import type { Ask } from '../../application/claims/ports.ts'
import { rewardMessage } from '../grpc/claim-messages.ts'

/** Asks by message: never waits, may be lost. */
export function asksOver(messaging: Pick<Messaging, 'publish'>): (ask: Ask) => void {
  return ask => {
    const body = create(ClaimRequestedSchema, askMessage(ask))
    messaging.publish({ subject: subjects.claimRequested, schema: ClaimRequestedSchema, body })
  }
}

function askMessage({ requestedAtMs, rewards, ...ask }: Ask): MessageInitShape<typeof ClaimRequestedSchema> {
  return { ...ask, rewards: rewards.map(rewardMessage), requestedAt: timestampFromMs(requestedAtMs) }
}
