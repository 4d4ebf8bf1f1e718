import { type CryptoKey, importJWK, SignJWT } from 'jose'
import type { AuthPorts } from '../../application/ports.ts'
import type { SigningKey } from '../../domain/key-ring.ts'

/** For whom the tokens are: their `iss` and `aud`. */
export interface TokenScope {
  readonly issuer: string
  readonly audience: string
}

/** Signs access tokens as JWTs, ES256, with the key's id in the header. */
export function accessTokenSigner({ issuer, audience }: TokenScope): AuthPorts['signAccessToken'] {
  const imported = importOnce()
  return async ({ userId, roles, issuedAtMs, expiresAtMs }, key) =>
    new SignJWT({ roles: [...roles] })
      .setProtectedHeader({ alg: 'ES256', typ: 'JWT', kid: key.kid })
      .setSubject(userId)
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt(issuedAtMs / 1_000)
      .setExpirationTime(expiresAtMs / 1_000)
      .sign(await imported(key))
}

/** Remembers the last key that was imported: one signs at a time, and what an id stands for never changes. */
function importOnce(): (key: SigningKey) => Promise<CryptoKey> {
  let last: { readonly kid: string; readonly imported: Promise<CryptoKey> } | undefined
  return ({ kid, jwk }) => {
    if (last?.kid !== kid) last = { kid, imported: importEs256(jwk) }
    return last.imported
  }
}

async function importEs256(jwk: SigningKey['jwk']): Promise<CryptoKey> {
  const key = await importJWK({ ...jwk }, 'ES256')
  if (key instanceof Uint8Array) throw new Error('a stored signing key is no P-256 key')
  return key
}
