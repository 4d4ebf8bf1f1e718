import { type CryptoKey, importJWK, type JSONWebKeySet, type JWK } from 'jose'

/**
 * The ES256 public keys of a set, by id. Keys of other kinds are passed over: they may be for others. Throws when not
 * one is left, because a set without keys would turn every caller away.
 */
export async function importKeys(set: JSONWebKeySet): Promise<ReadonlyMap<string, CryptoKey>> {
  const usable = set.keys.filter(isUsable)
  if (usable.length === 0) throw new Error('the key set has no ES256 public key with a key id')
  return new Map(await Promise.all(usable.map(importKey)))
}

interface UsableKey extends JWK {
  readonly kid: string
  readonly x: string
  readonly y: string
}

function isUsable(key: JWK): key is UsableKey {
  const kindFits = key.kty === 'EC' && key.crv === 'P-256' && (key.alg ?? 'ES256') === 'ES256'
  return kindFits && [key.kid, key.x, key.y].every(part => typeof part === 'string' && part !== '')
}

async function importKey({ kid, x, y }: UsableKey): Promise<[string, CryptoKey]> {
  const key = await importJWK({ kty: 'EC', crv: 'P-256', x, y }, 'ES256')
  return [kid, key as CryptoKey]
}
