import type { Collection } from '@rewards/store'
import { HASH_KEY_ID, type HashKey, keyedHash } from '../domain/keyed-hash.ts'

interface HashPorts {
  readonly hashKeys: Collection<HashKey>
  readonly newSecret: () => string
}

/** Makes keyed hashes: what stands for a text, for one purpose. The same text gives the same bytes for ever, in every replica. */
export type KeyedHash = (purpose: string, text: string) => Promise<Buffer>

/** With the key of this system. */
export function keyedHashes(key: () => Promise<HashKey>): KeyedHash {
  return async (purpose, text) => keyedHash(await key(), purpose, text)
}

/** The key of this system, which the first who asks makes. It is read once, for it never changes. */
export function hashKeyOf(ports: HashPorts): () => Promise<HashKey> {
  let read: Promise<HashKey> | undefined
  return async () => {
    read ??= readHashKey(ports)
    try {
      return await read
    } catch (error) {
      read = undefined
      throw error
    }
  }
}

async function readHashKey({ hashKeys, newSecret }: HashPorts): Promise<HashKey> {
  const there = await hashKeys.get(HASH_KEY_ID)
  if (there) return there.value
  const { stored } = await hashKeys.update(HASH_KEY_ID, current =>
    current ? undefined : { secret: newSecret() },
  )
  if (!stored) throw new Error('the store kept no key for hashes')
  return stored.value
}
