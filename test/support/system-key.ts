import { webcrypto } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { unseal } from '../../services/auth/src/infrastructure/keys/key-encryption.ts'
import { openKeysSecret } from '../../services/auth/src/infrastructure/keys/keys-secret.ts'
import type { SigningKey } from '../../services/gateway/test/support/tokens.ts'

const NOTHING_CONFIGURED = {
  keysSecret: undefined,
  keysSecretFile: undefined,
  formerKeysSecret: undefined,
  mongodbUrl: undefined,
}

/** The key with which a system signs its access tokens: what a thief of its whole data folder would have. */
export async function systemKey(dataDir: string): Promise<SigningKey> {
  const db = new DatabaseSync(join(dataDir, 'auth.sqlite'), { readOnly: true, timeout: 5_000 })
  const row = db.prepare('SELECT doc FROM key_rings').get()
  db.close()
  const { kid, jwk: half, sealed } = JSON.parse(String(row?.doc)).keys[0]
  const { current } = await openKeysSecret({ ...NOTHING_CONFIGURED, dataDir })
  if (!current) throw new Error('the data folder has no key that signing keys are encrypted with')
  const jwk = { ...half, d: unseal(sealed, kid, current) }
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }
  const privateKey = await webcrypto.subtle.importKey('jwk', jwk, algorithm, false, ['sign'])
  const { x, y } = jwk
  return { kid, privateKey, published: { kid, kty: 'EC', crv: 'P-256', x, y, alg: 'ES256', use: 'sig' } }
}
