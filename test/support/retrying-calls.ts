import { setTimeout as sleep } from 'node:timers/promises'
import { type Answer, type Call, jsonCalls } from './json-calls.ts'

/** How often each kind of failure was met. */
export type Counts = Record<string, number>

/** Calls as a client of the contract may: what is idempotent again, at another gateway, while it is unavailable. */
export interface RetryingCalls {
  /** Only for methods that the contract marks IDEMPOTENT or NO_SIDE_EFFECTS. */
  readonly call: Call
  readonly calls: () => number
  /** Failures of single tries that were repeated. */
  readonly cured: Counts
  /** Calls that failed for as long as they were repeated. */
  readonly left: Counts
}

export interface RetryOptions {
  /** Default 8. */
  readonly tries?: number
}

const FIRST_PAUSE_MS = 50
const LONGEST_PAUSE_MS = 2_000

export function retryingCalls(urls: readonly string[], { tries = 8 }: RetryOptions = {}): RetryingCalls {
  const gateways = urls.map(url => jsonCalls(url))
  const [cured, left]: Counts[] = [{}, {}]
  let calls = 0
  const call: Call = async (method, body, token) => {
    const first = calls++
    for (let n = 0; ; n++) {
      const gateway = gateways[(first + n) % gateways.length] as Call
      const answer = await gateway(method, body, token).catch(noAnswer)
      if (answer.code !== 'unavailable') return answer
      const kind = `${answer.code} ${answer.reason}`
      if (n === tries - 1) {
        count(left as Counts, kind)
        return answer
      }
      count(cured as Counts, kind)
      await sleep(Math.min(FIRST_PAUSE_MS * 2 ** n, LONGEST_PAUSE_MS) * (0.5 + Math.random() / 2))
    }
  }
  return { call, calls: () => calls, cured: cured as Counts, left: left as Counts }
}

export function count(counts: Counts, kind: string): void {
  counts[kind] = (counts[kind] ?? 0) + 1
}

/** A connection that broke, as when a gateway is gone: the call may have had an effect. */
export function noAnswer(error: unknown): Answer {
  const isLost = error instanceof TypeError || error instanceof DOMException || error instanceof SyntaxError
  if (!isLost) throw error
  return { status: 0, body: {}, code: 'unavailable', reason: 'NO_ANSWER', fields: [] }
}
