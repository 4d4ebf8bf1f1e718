import type { Trier } from '../domain/attempts/limits.ts'
import type { AuthPorts } from './ports.ts'

/** A password that somebody came with, and the hash that it should have; without one the answer is false, after the same work. */
export interface GivenPassword {
  readonly password: string
  readonly hash: string | undefined
}

/**
 * Whether the password matches. Counted before it is checked, so that of many guesses at once no more than may are checked at all;
 * one that was right, or that found no place to be checked, is not held against anybody. Throws SIGN_IN_BUSY, RATE_LIMITED.
 */
export async function limitedMatch(
  { limiter, passwords }: Pick<AuthPorts, 'limiter' | 'passwords'>,
  trier: Trier,
  { password, hash }: GivenPassword,
  signal: AbortSignal,
): Promise<boolean> {
  const counted = await limiter.count('signIn', trier)
  try {
    const matches = await passwords.matches(password, hash, signal)
    if (matches) await counted.forgive()
    return matches
  } catch (error) {
    await counted.undo()
    throw error
  }
}
