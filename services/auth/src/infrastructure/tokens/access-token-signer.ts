import type { RoleBinding } from '@rewards/access'
import { type CryptoKey, importJWK, SignJWT } from 'jose'
import type { AuthPorts } from '../../application/ports.ts'
import type { AccessClaims } from '../../domain/access-token.ts'
import type { SigningKey } from '../../domain/key-ring.ts'

/** For whom the tokens are: their `iss` and `aud`. */
export interface TokenScope {
  readonly issuer: string
  readonly audience: string
}

/** Signs access tokens as JWTs, ES256, with the key's id in the header. */
export function accessTokenSigner({ issuer, audience }: TokenScope): AuthPorts['signAccessToken'] {
  const imported = importOnce()
  return async (claims, key) =>
    new SignJWT(payloadOf(claims))
      .setProtectedHeader({ alg: 'ES256', typ: 'JWT', kid: key.kid })
      .setSubject(claims.userId)
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt(claims.issuedAtMs / 1_000)
      .setExpirationTime(claims.expiresAtMs / 1_000)
      .sign(await imported(key))
}

/** The claims beside the registered ones; what is empty is left out. */
function payloadOf({ roles, sessionId, accessRevision, groups, bindings, ...claims }: AccessClaims) {
  const { actorId, readOnlyAs, permissions } = claims
  return {
    roles: [...roles],
    ...(sessionId !== undefined && { sid: sessionId }),
    ...(accessRevision !== undefined && { arv: accessRevision }),
    ...(groups.length > 0 && { grp: [...groups] }),
    ...(bindings.length > 0 && { bnd: bindings.map(tupleOf) }),
    ...(actorId !== undefined && { act: { sub: actorId } }),
    ...(readOnlyAs !== undefined && { st: readOnlyAs }),
    ...(permissions !== undefined && { prm: [...permissions] }),
  }
}

function tupleOf({ role, groupId, untilMs }: RoleBinding) {
  return untilMs === undefined ? [role, groupId] : [role, groupId, Math.floor(untilMs / 1_000)]
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
