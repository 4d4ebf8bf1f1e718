import { reachable, type SourceFile } from './reachable.ts'

const EVENT = 'services/event/src'
const REWARD = 'services/reward/src'

/** Where the way of a claim begins: what callers, messages and timers set off. */
const ENTRIES = [
  `${EVENT}/application/claims/claim-reward.ts`,
  `${EVENT}/application/claims/retry-claim.ts`,
  `${EVENT}/application/claims/record-outcomes.ts`,
  `${EVENT}/application/claims/sweep-claims.ts`,
  `${EVENT}/application/claims/scan-buckets.ts`,
  `${EVENT}/infrastructure/nats/answers.ts`,
  `${EVENT}/infrastructure/nats/asks.ts`,
  `${REWARD}/application/grant-rewards.ts`,
  `${REWARD}/infrastructure/nats/claim-requested.ts`,
  `${REWARD}/infrastructure/nats/claim-answers.ts`,
  `${REWARD}/infrastructure/providers/providers.ts`,
  `${REWARD}/infrastructure/providers/current-simulation.ts`,
]

const PORTS =
  'claims|buckets|refusals|events|conditions|grants|answers|simulations|letters|messaging|provider|providers'
const METHODS = 'get|getMany|insertOnce|update|updateMany|due|page|count|evaluate|call|route|publish'
/** By the port's name wherever it is called; by the method alone where it is awaited, whatever the port is called there. */
const CALL = new RegExp(`(?:\\b(?:${PORTS})|await\\s[\\w.#?]*)\\s*\\??\\.(?:${METHODS})(?:<[^>]*>)?\\(`, 'g')

/** A call of a port that stands in the code. */
export interface PortCall {
  /** `path:line`. */
  readonly position: string
  readonly text: string
}

/** Every call of a port that stands on the way of a claim. */
export function portCalls(root: string): readonly PortCall[] {
  return reachable(root, ENTRIES).flatMap(callsIn)
}

export function callsIn({ path, text }: SourceFile): readonly PortCall[] {
  return [...text.matchAll(CALL)].map(match => {
    const until = text.slice(0, match.index + match[0].length).split('\n')
    return { position: `${path}:${until.length}`, text: text.split('\n')[until.length - 1]?.trim() ?? '' }
  })
}
