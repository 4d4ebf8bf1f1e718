import { isGenuine, readRefreshToken } from '../domain/refresh-token.ts'
import { signedOut } from '../domain/session.ts'
import type { AuthPorts } from './ports.ts'
import { checkRefreshToken } from './refresh-token.ts'

/** Ends the session of a refresh token of any generation. Unknown tokens are none's to end. Throws INVALID_FIELDS. */
export function signOut({ sessions, now }: Pick<AuthPorts, 'sessions' | 'now'>) {
  return async (given: { refreshToken: string }): Promise<void> => {
    const presented = readRefreshToken(checkRefreshToken(given.refreshToken))
    if (!presented) return
    await sessions.update(presented.sessionId, current =>
      current && isGenuine(presented, current.secret) ? signedOut(current, now()) : undefined,
    )
  }
}
