import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import { ClaimRewardRequestSchema, ClaimRewardResponseSchema, ClaimService } from '@rewards/contracts/event'
import { pathOf } from '@rewards/rpc'
import type { Ask } from './ask.ts'

const PATH = pathOf(ClaimService.method.claimReward)

/** Claims the rewards of an event for the token's user. Resolves to the claim's id once it is accepted; rejects unless it is. */
export async function claimReward(ask: Ask, token: string, eventId: string): Promise<string> {
  const request = Buffer.from(
    toBinary(ClaimRewardRequestSchema, create(ClaimRewardRequestSchema, { eventId })),
  )
  return fromBinary(ClaimRewardResponseSchema, await ask(PATH, request, token)).claimId
}
