import { create } from '@bufbuild/protobuf'
import { ClaimFailedSchema, ClaimGrantedSchema, OutcomeState } from '@rewards/contracts/reward'
import { subjects } from '@rewards/contracts/subjects'
import type { Messaging } from '@rewards/messaging'
import type { GrantPorts } from '../../application/ports.ts'
import type { Outcome } from '../../domain/answer.ts'

/** Answers the event service over the broker. Does not wait, does not throw. */
export function claimAnswers(messaging: Pick<Messaging, 'publish'>): GrantPorts['answer'] {
  return (claimId, attempt, { type, outcomes }) => {
    const answer = { claimId, attempt, outcomes: outcomes.map(outcomeMessage) }
    if (type === 'granted')
      messaging.publish({
        subject: subjects.claimGranted,
        schema: ClaimGrantedSchema,
        body: create(ClaimGrantedSchema, answer),
      })
    else
      messaging.publish({
        subject: subjects.claimFailed,
        schema: ClaimFailedSchema,
        body: create(ClaimFailedSchema, answer),
      })
  }
}

function outcomeMessage({ state, ...outcome }: Outcome) {
  return { ...outcome, state: OutcomeState[state] }
}
