import { Code, ConnectError } from '@connectrpc/connect'
import { type ClaimRewardResponse, ClaimSchema } from '@rewards/contracts/event'
import { ErrorInfoSchema } from '@rewards/contracts/google'
import type { Outcome } from '../log/entries.ts'

/** What is final when the system says it with a reason; with every other code the same call may have another answer. */
const FINAL: readonly Code[] = [
  Code.InvalidArgument,
  Code.NotFound,
  Code.AlreadyExists,
  Code.PermissionDenied,
  Code.ResourceExhausted,
  Code.FailedPrecondition,
  Code.Unauthenticated,
]

/** What a good answer to ClaimReward says. */
export function accepted(response: ClaimRewardResponse): Outcome {
  const { claimId, attempt, requestedRewards, leftOutRewardIds } = response
  return {
    kind: 'ok',
    claimId,
    attempt,
    rewardIds: sorted(requestedRewards.map(({ rewardId }) => rewardId)),
    leftOut: sorted(leftOutRewardIds),
  }
}

/** What an error says. Whatever is not surely a refusal of the system's is unknown. */
export function refused(err: unknown): Outcome {
  const error = ConnectError.from(err)
  const reason = reasonOf(error)
  if (reason !== '' && FINAL.includes(error.code)) return { kind: 'failed', reason, ...claimIn(error) }
  return { kind: 'unknown', code: wordOf(error.code), reason }
}

/** The machine-readable reason that every error of the system carries; '' when the call broke off. */
export function reasonOf(error: ConnectError): string {
  return error.findDetails(ErrorInfoSchema)[0]?.reason ?? ''
}

/** The claim that stands in the way, as DUPLICATED_CLAIM carries it. */
function claimIn(error: ConnectError): { readonly claimId?: string } {
  const [claim] = error.findDetails(ClaimSchema)
  return claim ? { claimId: claim.claimId } : {}
}

/** `DeadlineExceeded` → `deadline_exceeded`. */
function wordOf(code: Code): string {
  return Code[code].replaceAll(/(?<=[a-z])[A-Z]/g, letter => `_${letter}`).toLowerCase()
}

function sorted(words: readonly string[]): string[] {
  return words.toSorted((a, b) => a.localeCompare(b))
}
