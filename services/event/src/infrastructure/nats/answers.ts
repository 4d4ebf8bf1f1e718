import { ClaimFailedSchema, ClaimGrantedSchema, type Outcome, OutcomeState } from '@rewards/contracts/reward'
import { subjects } from '@rewards/contracts/subjects'
import { RewardsError } from '@rewards/errors'
import { type Messaging, PermanentFailure } from '@rewards/messaging'
import { withLogContext } from '@rewards/process'
import type { RecordOutcomes } from '../../application/claims/record-outcomes.ts'
import type { Outcome as DecidedOutcome } from '../../domain/claim-steps.ts'

interface AnswerMessage {
  readonly claimId: string
  readonly attempt: number
  readonly outcomes: readonly Outcome[]
}

/** Consumes what the reward service answers. */
export function consumeAnswers(messaging: Pick<Messaging, 'consume'>, recordOutcomes: RecordOutcomes): void {
  const handler =
    (isFinal: boolean) =>
    ({ body }: { body: AnswerMessage }) =>
      withLogContext({ claimId: body.claimId }, () => record(recordOutcomes, body, isFinal))
  messaging.consume({
    durable: 'event_claim_granted',
    subject: subjects.claimGranted,
    schema: ClaimGrantedSchema,
    document: body => body.claimId,
    handle: handler(false),
  })
  messaging.consume({
    durable: 'event_claim_failed',
    subject: subjects.claimFailed,
    schema: ClaimFailedSchema,
    document: body => body.claimId,
    handle: handler(true),
  })
}

/** An answer that can never be recorded is given up at once. */
async function record(
  recordOutcomes: RecordOutcomes,
  message: AnswerMessage,
  isFinal: boolean,
): Promise<void> {
  const { claimId, attempt } = message
  if (claimId === '' || attempt < 1)
    throw new PermanentFailure(`it names no attempt of a claim: "${claimId}" ${attempt}`)
  try {
    await recordOutcomes({ claimId, attempt, outcomes: message.outcomes.map(decided), isFinal })
  } catch (error) {
    if (error instanceof RewardsError && error.kind === 'not_found') throw new PermanentFailure(error.message)
    throw error
  }
}

function decided({ rewardId, state, generation }: Outcome): DecidedOutcome {
  if (rewardId === '' || generation < 1)
    throw new PermanentFailure(`an outcome names no grant: "${rewardId}" ${generation}`)
  if (state === OutcomeState.GRANTED) return { rewardId, state: 'GRANTED', generation }
  if (state === OutcomeState.REJECTED) return { rewardId, state: 'REJECTED', generation }
  throw new PermanentFailure(`the outcome of ${rewardId} has the unknown state ${state}`)
}
