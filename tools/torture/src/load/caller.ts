import type { Random } from '../random.ts'
import { type Claiming, claimOnce } from './claim.ts'
import type { Request, Requests } from './requests.ts'
import type { Rest } from './rest.ts'

export interface Calling extends Claiming {
  readonly requests: Requests
  readonly rest: Rest
  readonly random: Random
  readonly longestRestMs?: number
  /** Aborted: no request is begun any more. */
  readonly closing: AbortSignal
  /** Aborted: nobody asks again any more. */
  readonly givingUp: AbortSignal
}

const LONGEST_REST_MS = 2_000
const FIRST_RETRY_MS = 50
const LONGEST_RETRY_MS = 2_000
const BEFORE_AGAIN_MS = 1_500

/** Takes one request after the other, with a rest before each. Resolves when the load is closing. */
export async function callOn(calling: Calling): Promise<void> {
  const { requests, rest, random, closing, longestRestMs = LONGEST_REST_MS } = calling
  for (;;) {
    await rest.pause(random.between(0, longestRestMs))
    if (closing.aborted) return
    const request = requests.next()
    if (request) await ask(calling, request)
  }
}

async function ask(calling: Calling, request: Request): Promise<void> {
  const { rest, givingUp } = calling
  await Promise.all(Array.from({ length: request.together }, () => askToEnd(calling, request)))
  if (!request.again || givingUp.aborted) return
  await rest.pause(BEFORE_AGAIN_MS)
  await askToEnd(calling, request)
}

/** One call; a persistent caller goes on until the answer is final, or until everybody gives up. */
async function askToEnd(calling: Calling, request: Request): Promise<void> {
  const { rest, random, givingUp } = calling
  for (let tries = 0; ; tries++) {
    const outcome = await claimOnce(calling, request)
    if (outcome.kind !== 'unknown' || !request.persistent || givingUp.aborted) return
    const pauseMs = Math.min(FIRST_RETRY_MS * 2 ** tries, LONGEST_RETRY_MS)
    await rest.pause(random.between(pauseMs / 2, pauseMs))
  }
}
