import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openSqliteStore, type Store } from '@rewards/store'
import { decodeProtectedHeader } from 'jose'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AuthConfig } from '../src/config.ts'
import { KEY_RING_ID } from '../src/domain/key-ring.ts'
import { encryptionKeyOf, newEncryptionKey, seal, unseal } from '../src/infrastructure/keys/key-encryption.ts'
import { openKeysSecret } from '../src/infrastructure/keys/keys-secret.ts'
import type { StoredKeyRing } from '../src/infrastructure/keys/sealed-key-rings.ts'
import { collections, storeDeclaration } from '../src/infrastructure/store/collections.ts'
import { newSigningKey } from '../src/infrastructure/tokens/signing-key.ts'
import { ADMIN, removeDir, runAuth, tempDir } from './running-auth.ts'

const [ONE, OTHER] = [newEncryptionKey(), newEncryptionKey()] as const
const keyOf = (text: string) => encryptionKeyOf(text) as NonNullable<ReturnType<typeof encryptionKeyOf>>

let dataDir: string
let store: Store
beforeEach(async () => {
  dataDir = await tempDir()
  store = await openSqliteStore({ file: join(dataDir, 'auth.sqlite'), collections: storeDeclaration })
})
afterEach(async () => {
  await store.close()
  await removeDir(dataDir)
})

/** What lies in the store. */
const stored = async () => {
  const ring = await store.collection<StoredKeyRing>(collections.keyRings).get(KEY_RING_ID)
  return ring?.value.keys.map(key => ({ d: 'd' in key.jwk, by: 'sealed' in key ? key.sealed.by : undefined }))
}

/** Starts and stops auth with this configuration; the id of the key that signed meanwhile. */
async function run(config: Partial<AuthConfig> = {}): Promise<string | undefined> {
  const running = await runAuth({ dataDir, config })
  try {
    const { tokens } = await running.auth.signIn(ADMIN)
    const token = tokens?.accessToken ?? ''
    await running.auth.getMe({}, { token })
    return decodeProtectedHeader(token).kid
  } finally {
    await running.stop()
  }
}

describe('the private halves in the store', () => {
  it('are encrypted under the configured key, and read again with it', async () => {
    const kid = await run({ keysSecret: ONE })
    expect(await stored()).toEqual([{ d: false, by: keyOf(ONE).name }])
    expect(await run({ keysSecret: ONE })).toBe(kid)
  })

  it('are encrypted under a key in the data folder where none is configured, which its owner alone can read', async () => {
    const kid = await run()
    const file = join(dataDir, 'signing-keys.secret')
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(await stored()).toEqual([{ d: false, by: keyOf(await readFile(file, 'utf8')).name }])
    expect(await run()).toBe(kid)
    expect(await run({ keysSecretFile: file })).toBe(kid)
  })

  it('that were stored in plain text are read, and encrypted at the start', async () => {
    const key = { ...(await newSigningKey('key_plain')), signsFromMs: 0 }
    await store.collection<StoredKeyRing>(collections.keyRings).insertOnce(KEY_RING_ID, { keys: [key] })
    expect(await run({ keysSecret: ONE })).toBe('key_plain')
    expect(await stored()).toEqual([{ d: false, by: keyOf(ONE).name }])
  })

  it('are encrypted again when the key is another one and the former is given', async () => {
    const kid = await run({ keysSecret: ONE })
    expect(await run({ keysSecret: OTHER, formerKeysSecret: ONE })).toBe(kid)
    expect(await stored()).toEqual([{ d: false, by: keyOf(OTHER).name }])
    expect(await run({ keysSecret: OTHER })).toBe(kid)
  })

  it('keep auth from starting with another key, in a sentence that says which, and stay as they are', async () => {
    const kid = await run({ keysSecret: ONE })
    const [one, other] = [keyOf(ONE).name, keyOf(OTHER).name]
    await expect(run({ keysSecret: OTHER })).rejects.toThrow(
      `the stored signing keys are encrypted with the key ${one}, and the one that is given is ${other}`,
    )
    expect(await run({ keysSecret: ONE })).toBe(kid)
  })
})

describe('the key that they are encrypted with', () => {
  const nothing = { keysSecret: undefined, keysSecretFile: undefined, formerKeysSecret: undefined }

  it('is none where the documents lie elsewhere and none is given; else what the folder has from before', async () => {
    const elsewhere = { ...nothing, dataDir, mongodbUrl: 'mongodb://db1/rewards' }
    expect((await openKeysSecret(elsewhere)).current).toBeUndefined()
    await writeFile(join(dataDir, 'signing-keys.secret'), ONE)
    expect((await openKeysSecret(elsewhere)).current?.name).toBe(keyOf(ONE).name)
  })

  it('is one and the same for all who start at once in an empty folder', async () => {
    const folder = join(dataDir, 'new')
    const opened = await Promise.all(
      Array.from({ length: 8 }, () => openKeysSecret({ ...nothing, dataDir: folder, mongodbUrl: undefined })),
    )
    expect(new Set(opened.map(({ current }) => current?.name)).size).toBe(1)
  })

  it.each([
    ['a file that is not there', 'none.secret', 'ENOENT'],
    ['a file without a key', 'bad.secret', 'is not 32 bytes, base64'],
  ])('cannot be %s', async (_, name, message) => {
    await mkdir(dataDir, { recursive: true })
    await writeFile(join(dataDir, 'bad.secret'), 'too short')
    const opening = openKeysSecret({
      ...nothing,
      keysSecretFile: join(dataDir, name),
      dataDir,
      mongodbUrl: undefined,
    })
    await expect(opening).rejects.toThrow(message)
  })
})

describe('what is sealed', () => {
  const sealed = seal('secret', 'key_a', keyOf(ONE))

  it('is opened with its key for what it belongs to, and looks otherwise each time', () => {
    expect(unseal(sealed, 'key_a', keyOf(ONE))).toBe('secret')
    expect(seal('secret', 'key_a', keyOf(ONE)).box).not.toBe(sealed.box)
  })

  it.each([
    ['with another key', () => unseal(sealed, 'key_a', keyOf(OTHER))],
    ['for something else', () => unseal(sealed, 'key_b', keyOf(ONE))],
    ['when it was changed', () => unseal({ ...sealed, box: flipped(sealed.box) }, 'key_a', keyOf(ONE))],
    ['when it was cut', () => unseal({ ...sealed, box: sealed.box.slice(0, 20) }, 'key_a', keyOf(ONE))],
  ])('is not opened %s', (_, open) => {
    expect(open).toThrow()
  })

  function flipped(box: string): string {
    const bytes = Buffer.from(box, 'base64url')
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
    return bytes.toString('base64url')
  }
})
