import { type AccessClaims, accessClaims } from '../domain/access-token.ts'
import { signingKeyAt } from '../domain/key-ring.ts'
import { type Role, rolesOf } from '../domain/role.ts'
import { AUTH_SERVICE_ID, type User } from '../domain/user.ts'
import { readKeyRing } from './key-ring.ts'
import type { AuthPorts } from './ports.ts'

type TokenPorts = Pick<AuthPorts, 'keyRings' | 'newSigningKey' | 'signAccessToken' | 'now'>

/** A signed token, and when it expires. */
export interface AccessToken {
  readonly token: string
  readonly expiresAtMs: number
}

/** A token that says what the user may do now. */
export function accessTokenFor(ports: TokenPorts, userId: string, user: User): Promise<AccessToken> {
  return sign(ports, userId, rolesOf(user.roles))
}

/**
 * Tokens for auth's own calls, with the role SERVICE. One is kept, and used again until two thirds of its life are over;
 * a key stays published for longer than that after it was replaced.
 */
export function ownTokens(ports: TokenPorts): () => Promise<string> {
  let current: AccessToken | undefined
  return async () => {
    if (!current || ports.now() > current.expiresAtMs - 5 * 60_000)
      current = await sign(ports, AUTH_SERVICE_ID, ['SERVICE'])
    return current.token
  }
}

async function sign(ports: TokenPorts, userId: string, roles: readonly Role[]): Promise<AccessToken> {
  const nowMs = ports.now()
  const claims: AccessClaims = accessClaims(userId, roles, nowMs)
  const token = await ports.signAccessToken(claims, signingKeyAt(await readKeyRing(ports), nowMs))
  return { token, expiresAtMs: claims.expiresAtMs }
}
