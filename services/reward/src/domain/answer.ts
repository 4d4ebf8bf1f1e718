import type { Grant } from './grant.ts'

/** How one reward of a request stands. */
export interface Outcome {
  readonly rewardId: string
  readonly state: 'GRANTED' | 'REJECTED'
  readonly generation: number
  /** REJECTED: why. Else ''. */
  readonly reason: string
}

/**
 * What is said of a request. While some grant is pending, only what is granted; `failed` only with the whole vector,
 * so that a claim never fails while one of its rewards may still be granted. `undefined`: nothing to say yet.
 */
export type Answer = { readonly type: 'granted' | 'failed'; readonly outcomes: readonly Outcome[] }

export function answerOf(grants: readonly Grant[]): Answer | undefined {
  const granted = grants.filter(grant => grant.state === 'GRANTED')
  const isDecided = grants.every(grant => grant.state !== 'PENDING')
  if (isDecided && granted.length < grants.length) return { type: 'failed', outcomes: grants.map(outcomeOf) }
  return granted.length > 0 ? { type: 'granted', outcomes: granted.map(outcomeOf) } : undefined
}

function outcomeOf({ reward, state, generation, reason = '' }: Grant): Outcome {
  return {
    rewardId: reward.rewardId,
    state: state === 'GRANTED' ? 'GRANTED' : 'REJECTED',
    generation,
    reason,
  }
}
