import { refreshTokenOf } from '../domain/refresh-token.ts'
import type { Session } from '../domain/session.ts'
import type { User } from '../domain/user.ts'
import { type AccessToken, accessTokenFor } from './access-token.ts'
import type { AuthPorts } from './ports.ts'

/** What a session is answered with. */
export interface Tokens {
  readonly access: AccessToken
  readonly refresh: AccessToken
}

/** An access token for the user, and the session's refresh token of this generation. */
export async function tokensOf(
  ports: AuthPorts,
  user: User,
  sessionId: string,
  { userId, secret, expiresAtMs }: Session,
  generation: number,
): Promise<Tokens> {
  const access = await accessTokenFor(ports, userId, user, { sessionId, expiresAtMs })
  return { access, refresh: { token: refreshTokenOf(sessionId, generation, secret), expiresAtMs } }
}
