import { createCipheriv, createDecipheriv, hash, randomBytes } from 'node:crypto'

/** A key that encrypts other keys: 32 bytes, and a name by which it is found again. */
export interface EncryptionKey {
  /** A hash of the bytes, which tells nothing of them. */
  readonly name: string
  readonly bytes: Buffer
}

/** Text that was encrypted. */
export interface Sealed {
  /** The name of the key that it was encrypted with. */
  readonly by: string
  /** Nonce, authentication tag and ciphertext, base64url. */
  readonly box: string
}

const NONCE_BYTES = 12
const TAG_BYTES = 16
const KEY_BYTES = 32

/** The key that a text says, base64 or base64url; `undefined` unless it is 32 bytes. */
export function encryptionKeyOf(text: string): EncryptionKey | undefined {
  if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(text.trim())) return undefined
  const bytes = Buffer.from(text.trim(), 'base64')
  if (bytes.length !== KEY_BYTES) return undefined
  const name = hash('sha256', Buffer.concat([Buffer.from('name of '), bytes])).slice(0, 12)
  return { name, bytes }
}

/** A new key, as text. */
export function newEncryptionKey(): string {
  return randomBytes(KEY_BYTES).toString('base64')
}

/** AES-256-GCM under a nonce of its own. `of` is what the text belongs to: it is opened for nothing else. */
export function seal(text: string, of: string, { name, bytes }: EncryptionKey): Sealed {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', bytes, nonce).setAAD(Buffer.from(of))
  const ciphertext = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return { by: name, box: Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]).toString('base64url') }
}

/** The text. Throws for another key, for what was changed, and for what belongs to something else. */
export function unseal({ box }: Sealed, of: string, { bytes }: EncryptionKey): string {
  const sealed = Buffer.from(box, 'base64url')
  const nonce = sealed.subarray(0, NONCE_BYTES)
  const decipher = createDecipheriv('aes-256-gcm', bytes, nonce, { authTagLength: TAG_BYTES })
  decipher.setAAD(Buffer.from(of)).setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
  const ciphertext = sealed.subarray(NONCE_BYTES + TAG_BYTES)
  return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('utf8')
}
