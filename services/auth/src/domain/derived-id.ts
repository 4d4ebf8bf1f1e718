import { createHash } from 'node:crypto'

/** An id of 128 bits that follows from the parts: inserting it once is the idempotency. */
export function derivedId(kind: string, ...parts: readonly string[]): string {
  return `${kind}_${hashOf(...parts).slice(0, 32)}`
}

/** SHA-256 of the parts, hex; no two lists of parts have the same. */
export function hashOf(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}
