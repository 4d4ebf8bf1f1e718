import { RewardsError } from '@rewards/errors'

/** The same whether there is such an account or not. */
export function rateLimited(limit: string, waitMs: number): RewardsError {
  const message = `too many attempts: ${limit} allows the next in ${Math.ceil(waitMs / 1_000)} s`
  const metadata = { limit }
  return new RewardsError('resource_exhausted', 'RATE_LIMITED', message, {
    retryAfterMs: Math.ceil(waitMs),
    metadata,
  })
}
