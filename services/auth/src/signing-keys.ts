import { auditedCollection } from '@rewards/audit'
import { type Life, newId } from '@rewards/process'
import type { Store } from '@rewards/store'
import type { AuthPorts } from './application/ports.ts'
import { KEY_RING } from './infrastructure/audit/kinds.ts'
import { type KeysSecretConfig, openKeysSecret } from './infrastructure/keys/keys-secret.ts'
import { encryptAgain, type StoredKeyRing, sealedKeyRings } from './infrastructure/keys/sealed-key-rings.ts'
import { hintingRevokedKeys, type SendHint } from './infrastructure/nats/access-hints.ts'
import { collections } from './infrastructure/store/collections.ts'

/**
 * Opens the signing keys: what is there is encrypted with the key that is given now. Rejects when it is encrypted with one that
 * is not given.
 */
export async function openKeyRings(
  config: KeysSecretConfig,
  { logger }: Pick<Life, 'logger'>,
  store: Store,
  hint: SendHint,
): Promise<AuthPorts['keyRings']> {
  const stored = store.collection<StoredKeyRing>(collections.keyRings)
  const encryption = await openKeysSecret(config)
  await encryptAgain(stored, encryption)
  if (!encryption.current)
    logger.warn('signing keys are stored in plain text: no REWARDS_AUTH_KEYS_SECRET is set')
  const audited = auditedCollection(stored, KEY_RING, newId)
  return sealedKeyRings(hintingRevokedKeys(audited, hint), encryption)
}
