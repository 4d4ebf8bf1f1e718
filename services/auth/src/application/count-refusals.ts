import { RewardsError } from '@rewards/errors'
import type { AuthPorts } from './ports.ts'

/**
 * Does what depends on a secret that is no password, such as a refresh token. Refusals count: who was refused too often is
 * not let at it for a while. What succeeds costs no write. Throws RATE_LIMITED, and what the work throws.
 */
export async function withRefusalsCounted<T>(
  { limiter }: Pick<AuthPorts, 'limiter'>,
  network: string | undefined,
  work: () => Promise<T>,
): Promise<T> {
  await limiter.check('token', { network })
  try {
    return await work()
  } catch (error) {
    if (error instanceof RewardsError && error.kind === 'unauthenticated')
      await limiter.count('token', { network })
    throw error
  }
}
