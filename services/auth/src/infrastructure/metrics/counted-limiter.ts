import { RewardsError } from '@rewards/errors'
import { counter } from '@rewards/telemetry'
import type { Limiter } from '../../application/limiter.ts'

const refused = counter('rewards.attempts.refused', 'Attempts that were refused because there were too many')

/** The limiter, with each refusal counted by the name of the limit. */
export function countedLimiter(limiter: Limiter): Limiter {
  return {
    ...limiter,
    check: (attempt, trier) => limiter.check(attempt, trier).catch(countRefusal),
    count: (attempt, trier) => limiter.count(attempt, trier).catch(countRefusal),
  }
}

function countRefusal(error: unknown): never {
  if (error instanceof RewardsError && error.reason === 'RATE_LIMITED')
    refused({ limit: error.metadata.limit ?? '' })
  throw error
}
