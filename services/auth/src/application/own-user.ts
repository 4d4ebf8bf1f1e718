import type { Stored } from '@rewards/store'
import { passwordWrong } from '../domain/account-errors.ts'
import { userNotFound } from '../domain/errors.ts'
import type { User } from '../domain/user.ts'
import type { AuthPorts } from './ports.ts'

/** Who calls, and by which session. */
export interface OwnSession {
  readonly userId: string
  readonly sessionId: string | undefined
}

/**
 * The account of somebody who shows once more, by the password, that it is theirs. Who fails has to wait longer each time; it is
 * counted for the session alone, so that who has somebody's token cannot keep them from signing in. Throws USER_NOT_FOUND,
 * PASSWORD_WRONG, SIGN_IN_BUSY, RATE_LIMITED.
 */
export async function ownUser(
  { users, passwords, limiter }: Pick<AuthPorts, 'users' | 'passwords' | 'limiter'>,
  { userId, sessionId = userId }: OwnSession,
  password: string,
  signal: AbortSignal,
): Promise<Stored<User>> {
  const user = await users.get(userId)
  if (!user) throw userNotFound(userId)
  const counted = await limiter.count('signIn', { device: sessionId })
  const matches = await passwords
    .matches(password, user.value.passwordHash, signal)
    .catch(error => counted.undo().then(() => Promise.reject(error)))
  if (!matches) throw passwordWrong()
  await counted.forgive()
  return user
}
