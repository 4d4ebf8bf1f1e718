import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeOnce } from '../files/write-once.ts'
import { type EncryptionKey, encryptionKeyOf, newEncryptionKey } from './key-encryption.ts'
import type { KeyEncryption } from './sealed-key-rings.ts'

/** What the configuration says of the key that signing keys are encrypted with. */
export interface KeysSecretConfig {
  readonly keysSecret: string | undefined
  readonly keysSecretFile: string | undefined
  readonly formerKeysSecret: string | undefined
  readonly dataDir: string
  readonly mongodbUrl: string | undefined
}

/** Where the key is when none is configured. */
export function keysSecretFile(dataDir: string): string {
  return join(dataDir, 'signing-keys.secret')
}

/**
 * The key that is configured; else the one in a file of the data folder, which is made where the documents lie in that folder
 * too. Elsewhere, without any: nothing is encrypted. Rejects for a file that is missing or has no key.
 */
export async function openKeysSecret(config: KeysSecretConfig): Promise<KeyEncryption> {
  const { keysSecret, formerKeysSecret } = config
  const former = formerKeysSecret === undefined ? [] : [keyOf(formerKeysSecret, 'the former keys secret')]
  if (keysSecret !== undefined) return { current: keyOf(keysSecret, 'the keys secret'), former }
  return { current: await keyInFile(config), former }
}

async function keyInFile({ keysSecretFile: named, dataDir, mongodbUrl }: KeysSecretConfig) {
  if (named !== undefined) return keyOf(await readFile(named, 'utf8'), named)
  const file = keysSecretFile(dataDir)
  if (mongodbUrl === undefined) {
    await mkdir(dataDir, { recursive: true, mode: 0o700 })
    await writeOnce(file, `${newEncryptionKey()}\n`)
  }
  const text = await readFile(file, 'utf8').catch(() => undefined)
  return text === undefined ? undefined : keyOf(text, file)
}

function keyOf(text: string, where: string): EncryptionKey {
  const key = encryptionKeyOf(text)
  if (!key) throw new Error(`${where} is not 32 bytes, base64, such as "openssl rand -base64 32" gives`)
  return key
}
