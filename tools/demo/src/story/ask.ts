import { timestampDate } from '@bufbuild/protobuf/wkt'
import { Code, ConnectError } from '@connectrpc/connect'
import type { ClaimRewardResponse } from '@rewards/contracts/event'
import { claimOf, reasonOf, retryAfterMs } from '../gateway/errors.ts'
import type { Caller } from '../gateway/gateway.ts'
import { untilFinal } from '../gateway/until-final.ts'
import type { Answer, Asked } from '../told/told.ts'
import type { Stage } from './stage.ts'

export interface Ask {
  readonly user: Caller
  readonly eventId: string
  /** How many calls at once. */
  readonly times: number
  /** The idempotency key of them all, or none. */
  readonly key?: string | undefined
  readonly expected: Asked['expected']
}

/** Claims, with so many calls at once, and gathers the final answer of each. */
export async function askAtOnce({ gateway }: Stage, ask: Ask): Promise<Asked> {
  const { user, eventId, times, key, expected } = ask
  let notYet = 0
  let lost = 0
  const onNotYet = (error: ConnectError) => {
    notYet += 1
    if (retryAfterMs(error) === undefined) lost += 1
  }
  const asking = { signal: gateway.signal, onNotYet }
  const call = () =>
    gateway.claims.claimReward({ eventId, idempotencyKey: key ?? '' }, gateway.as(user)).then(accepted)
  const answers = await Promise.all(
    Array.from({ length: times }, () => untilFinal(call, asking).catch(refused)),
  )
  return { userId: user.userId, expected, answers, notYet, lost, ...(key !== undefined && { key }) }
}

function accepted({ claimId, attempt, requestedRewards, requestedAt }: ClaimRewardResponse): Answer {
  return {
    kind: 'accepted',
    claimId,
    attempt,
    promised: requestedRewards.map(({ rewardId }) => rewardId),
    requestedAt: requestedAt ? timestampDate(requestedAt).toISOString() : '',
  }
}

/** What the contract knows as a refusal is an answer; everything else is a failure of the demo. */
const REFUSALS: readonly Code[] = [Code.FailedPrecondition, Code.AlreadyExists, Code.ResourceExhausted]

function refused(err: unknown): Answer {
  const error = ConnectError.from(err)
  if (!REFUSALS.includes(error.code)) throw err
  const claimId = claimOf(error)?.claimId ?? ''
  return { kind: 'refused', reason: reasonOf(error), claimId, message: error.rawMessage }
}
