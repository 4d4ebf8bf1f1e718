import { holdingOnly } from '@rewards/access'
import { accessClaims, type Subject } from '../domain/access-token.ts'
import { signingKeyAt } from '../domain/key-ring.ts'
import { subjectOf } from '../domain/subject.ts'
import { AUTH_SERVICE_ID, type User } from '../domain/user.ts'
import { readKeyRing } from './key-ring.ts'
import type { AuthPorts } from './ports.ts'

type TokenPorts = Pick<AuthPorts, 'keyRings' | 'newSigningKey' | 'signAccessToken' | 'now'>

/** A signed token, and when it expires. */
export interface AccessToken {
  readonly token: string
  readonly expiresAtMs: number
}

/** A token of the user's session that says what the user may do now, and ends with the session. Throws ACCOUNT_BANNED. */
export async function accessTokenFor(
  ports: TokenPorts,
  userId: string,
  user: User,
  { sessionId, expiresAtMs }: { readonly sessionId: string; readonly expiresAtMs: number },
): Promise<AccessToken> {
  return signAccessToken(ports, { ...subjectOf(userId, user, ports.now()), sessionId }, expiresAtMs)
}

/**
 * Tokens for auth's own calls, with the role SERVICE. One is kept, and used again until two thirds of its life are over, or
 * another key signs.
 */
export function ownTokens(ports: TokenPorts): () => Promise<string> {
  let current: (AccessToken & { readonly kid: string }) | undefined
  return async () => {
    const { kid } = signingKeyAt(await readKeyRing(ports), ports.now())
    if (current?.kid !== kid || ports.now() > current.expiresAtMs - 5 * 60_000)
      current = { ...(await signAccessToken(ports, OWN_SUBJECT)), kid }
    return current.token
  }
}

const OWN_SUBJECT: Subject = { userId: AUTH_SERVICE_ID, ...holdingOnly('SERVICE') }

/** A token of this subject, valid from now on, and not longer than until then. */
export async function signAccessToken(
  ports: TokenPorts,
  subject: Subject,
  untilMs = Number.POSITIVE_INFINITY,
): Promise<AccessToken> {
  const nowMs = ports.now()
  const claims = accessClaims(subject, nowMs, untilMs)
  const token = await ports.signAccessToken(claims, signingKeyAt(await readKeyRing(ports), nowMs))
  return { token, expiresAtMs: claims.expiresAtMs }
}
