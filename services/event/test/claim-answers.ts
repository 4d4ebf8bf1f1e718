import { setTimeout as sleep } from 'node:timers/promises'
import { type Claim, type ClaimRewardResponse, ClaimSchema } from '@rewards/contracts/event'
import { RewardsError } from '@rewards/errors'
import { detailOf } from '@rewards/rpc'

/** How a call ended, as its caller sees it. */
export interface Ending {
  readonly accepted?: ClaimRewardResponse
  readonly error?: RewardsError
  /** OK, or the error's reason. */
  readonly word: string
}

/** How a claim call ended. Throws for a defect. */
export async function ending(call: Promise<ClaimRewardResponse>): Promise<Ending> {
  try {
    return { accepted: await call, word: 'OK' }
  } catch (error) {
    if (error instanceof RewardsError) return { error, word: error.reason }
    throw error
  }
}

/** Calls until the answer is final. `unavailable` is not. */
export async function untilFinal(
  call: () => Promise<ClaimRewardResponse>,
  withinMs = 25_000,
): Promise<Ending> {
  for (const end = Date.now() + withinMs; ; await sleep(50)) {
    const answer = await ending(call())
    if (answer.error?.kind !== 'unavailable') return answer
    if (Date.now() > end) throw new Error(`no final answer in ${withinMs} ms, only ${answer.word}`)
  }
}

/** The claim that an error carries. */
export function claimIn({ error }: Ending): Claim | undefined {
  return error && detailOf(error, ClaimSchema)
}

/** How many of each. */
export function countsOf(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1
  return counts
}

export function times<T>(count: number, make: (i: number) => T): T[] {
  return Array.from({ length: count }, (_, i) => make(i))
}
