import type { Collection, Stored } from '@rewards/store'
import { KEY_RING_ID, type KeyRing, type PrivateJwk, type SigningKey } from '../../domain/key-ring.ts'
import { type EncryptionKey, type Sealed, seal, unseal } from './key-encryption.ts'

/** What key rings are encrypted with. */
export interface KeyEncryption {
  /** Not given: they are written in plain text. */
  readonly current: EncryptionKey | undefined
  /** What they may have been encrypted with before. */
  readonly former: readonly EncryptionKey[]
}

/** A ring as it is stored. Its keys may be from before there was an encryption: those are whole. */
export type StoredKeyRing = Omit<KeyRing, 'keys'> & { readonly keys: readonly StoredKey[] }
type StoredKey = SigningKey | SealedKey
type SealedKey = Omit<SigningKey, 'jwk'> & { readonly jwk: Omit<PrivateJwk, 'd'>; readonly sealed: Sealed }

/** The signing keys cannot be read: they are encrypted with a key that is not given. */
export class KeysUnreadable extends Error {
  override readonly name = 'KeysUnreadable'
}

/** The rings in plain text, over a collection that has their private halves encrypted. What reads throws `KeysUnreadable`. */
export function sealedKeyRings(
  stored: Pick<Collection<StoredKeyRing>, 'get' | 'update'>,
  encryption: KeyEncryption,
): Pick<Collection<KeyRing>, 'get' | 'update'> {
  const opened = <T extends Stored<StoredKeyRing> | undefined>(ring: T) =>
    ring && { ...ring, value: openRing(ring.value, encryption) }
  return {
    get: async id => opened(await stored.get(id)),
    async update(id, decide) {
      const { written, stored: after } = await stored.update(id, (current, rev) => {
        const next = decide(current && openRing(current, encryption), rev)
        return next && sealRing(next, encryption)
      })
      return { written, stored: opened(after) }
    },
  }
}

/** Encrypts what is there, unless it is so already with the current key. Throws `KeysUnreadable`. */
export async function encryptAgain(
  stored: Pick<Collection<StoredKeyRing>, 'get' | 'update'>,
  encryption: KeyEncryption,
): Promise<void> {
  await stored.update(KEY_RING_ID, ring => {
    if (!ring) return undefined
    const opened = openRing(ring, encryption)
    const isCurrent = ring.keys.every(key => nameOf(key) === encryption.current?.name)
    return isCurrent ? undefined : sealRing(opened, encryption)
  })
}

function nameOf(key: StoredKey): string | undefined {
  return 'sealed' in key ? key.sealed.by : undefined
}

function openRing(ring: StoredKeyRing, encryption: KeyEncryption): KeyRing {
  return { ...ring, keys: ring.keys.map(key => openKey(key, encryption)) }
}

function openKey(key: StoredKey, { current, former }: KeyEncryption): SigningKey {
  if (!('sealed' in key)) return key
  const { sealed, ...rest } = key
  const known = [...(current ? [current] : []), ...former].find(({ name }) => name === sealed.by)
  if (!known) throw new KeysUnreadable(unreadable(sealed.by, current))
  return { ...rest, jwk: { ...rest.jwk, d: unseal(sealed, rest.kid, known) } }
}

function sealRing(ring: KeyRing, { current }: KeyEncryption): StoredKeyRing {
  return current ? { ...ring, keys: ring.keys.map(key => sealKey(key, current)) } : ring
}

function sealKey({ jwk: { d, ...jwk }, ...key }: SigningKey, by: EncryptionKey): SealedKey {
  return { ...key, jwk, sealed: seal(d, key.kid, by) }
}

function unreadable(name: string, given: EncryptionKey | undefined): string {
  const what = `the stored signing keys are encrypted with the key ${name}`
  if (!given)
    return `${what}, and none is given; set REWARDS_AUTH_KEYS_SECRET or REWARDS_AUTH_KEYS_SECRET_FILE`
  return `${what}, and the one that is given is ${given.name}; give the former one as REWARDS_AUTH_KEYS_SECRET_FORMER`
}
