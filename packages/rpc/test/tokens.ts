import type { Clock } from '@rewards/process'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { createTokenVerifier, KeySet, type KeySource, type TokenVerifier } from '../src/index.ts'
import { quiet } from './quiet.ts'

export const ISSUER = 'https://rewards.test'
export const AUDIENCE = 'rewards'

/** A signing key and its public half as a key set lists it. */
export async function signingKey(kid: string) {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
  return { kid, privateKey, publicKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'ES256' } }
}

export type SigningKey = Awaited<ReturnType<typeof signingKey>>

export interface TokenParts {
  readonly key: Pick<SigningKey, 'kid' | 'privateKey'>
  readonly nowMs?: number
  /** Seconds until it expires. */
  readonly livesFor?: number
  readonly claims?: Record<string, unknown>
  readonly header?: Record<string, unknown>
}

/** A good token of usr_ann with the role OPERATOR, except for what is said otherwise. */
export async function token({ key, nowMs = Date.now(), livesFor = 900, claims, header }: TokenParts) {
  const seconds = Math.floor(nowMs / 1_000)
  const payload = {
    sub: 'usr_ann',
    roles: ['OPERATOR'],
    iss: ISSUER,
    aud: AUDIENCE,
    iat: seconds,
    exp: seconds + livesFor,
  }
  return new SignJWT({ ...payload, ...claims })
    .setProtectedHeader({ alg: 'ES256', kid: key.kid, ...header })
    .sign(key.privateKey)
}

/** A verifier that knows the keys of this source. */
export function verifierOf(source: KeySource, now: Clock = Date.now): TokenVerifier {
  const keys = new KeySet({ source, now, logger: quiet, minIntervalMs: 20 })
  return createTokenVerifier({ keys, issuer: ISSUER, audience: AUDIENCE, now })
}
