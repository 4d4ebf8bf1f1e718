import { exportJWK, generateKeyPair } from 'jose'
import type { SigningKey } from '../../domain/key-ring.ts'

/** Makes a key for ES256 (P-256). `kid` becomes its id. */
export async function newSigningKey(kid: string): Promise<Omit<SigningKey, 'signsFromMs'>> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true })
  const { x, y, d } = await exportJWK(privateKey)
  if (x === undefined || y === undefined || d === undefined) throw new Error('the key is no P-256 key')
  return { kid, jwk: { kty: 'EC', crv: 'P-256', x, y, d } }
}
