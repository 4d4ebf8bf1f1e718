import { createHmac } from 'node:crypto'

/** The key of all keyed hashes of the system: one document, under the id `keyed-hash`, made once and never changed. */
export interface HashKey {
  /** 32 random bytes, base64url. */
  readonly secret: string
}

export const HASH_KEY_ID = 'keyed-hash'

/**
 * What stands for a text where the text itself must not be, or must not be made up by others: 32 bytes that nobody can tell
 * without the key. Different for each purpose.
 */
export function keyedHash({ secret }: HashKey, purpose: string, text: string): Buffer {
  return createHmac('sha256', Buffer.from(secret, 'base64url')).update(`${purpose}\n${text}`).digest()
}
