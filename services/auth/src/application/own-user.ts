import type { Stored } from '@rewards/store'
import { passwordWrong } from '../domain/account-errors.ts'
import { userNotFound } from '../domain/errors.ts'
import type { User } from '../domain/user.ts'
import { limitedMatch } from './limited-match.ts'
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
  ports: Pick<AuthPorts, 'users' | 'passwords' | 'limiter'>,
  { userId, sessionId = userId }: OwnSession,
  password: string,
  signal: AbortSignal,
): Promise<Stored<User>> {
  const user = await ports.users.get(userId)
  if (!user) throw userNotFound(userId)
  const given = { password, hash: user.value.passwordHash }
  if (!(await limitedMatch(ports, { device: sessionId }, given, signal))) throw passwordWrong()
  return user
}
