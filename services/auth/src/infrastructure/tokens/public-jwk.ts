import type { SigningKey } from '../../domain/key-ring.ts'

/** The public half as RFC 7517 has it, each field by name: what is private is not mentioned here. */
export function publicJwkOf({ kid, jwk }: SigningKey) {
  return { kid, kty: jwk.kty, crv: jwk.crv, x: jwk.x, y: jwk.y, alg: 'ES256', use: 'sig' }
}
