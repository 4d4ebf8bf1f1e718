import { createHash } from 'node:crypto'
import type { Kept, Records } from '../driver.ts'
import { STEP } from './kept-position.ts'

/** What tells whether two collections hold the same. */
export interface Digest {
  readonly count: number
  /**
   * The sum, modulo 2^256, of each document's SHA-256, as 64 hex digits. So the order in which a store walks its documents
   * does not matter, and each document counts as often as it is there.
   */
  readonly checksum: string
}

const MODULUS = 1n << 256n

/** Of all documents of a collection. Ends early, with a digest of some, when `signal` is aborted. */
export async function digestOf(records: Records, signal?: AbortSignal): Promise<Digest> {
  let count = 0
  let sum = 0n
  for await (const kept of everyOf(records, signal)) {
    count += 1
    sum = (sum + BigInt(`0x${hashOf(kept)}`)) % MODULUS
  }
  return { count, checksum: sum.toString(16).padStart(64, '0') }
}

/** A document that two collections do not have alike. */
export interface Difference {
  readonly id: string
  readonly what: 'is missing in the target' | 'is in the target alone' | 'differs'
}

/** What makes two digests differ. Keeps a hash of each document of the source in memory. */
export async function* differences(
  from: Records,
  to: Records,
  signal?: AbortSignal,
): AsyncGenerator<Difference> {
  const hashes = new Map<string, string>()
  for await (const kept of everyOf(from, signal)) hashes.set(kept.id, hashOf(kept))
  for await (const kept of everyOf(to, signal)) {
    const hash = hashes.get(kept.id)
    if (hash === undefined) yield { id: kept.id, what: 'is in the target alone' }
    else if (hash !== hashOf(kept)) yield { id: kept.id, what: 'differs' }
    hashes.delete(kept.id)
  }
  if (signal?.aborted) return
  for (const id of hashes.keys()) yield { id, what: 'is missing in the target' }
}

/** SHA-256, in hex, of a document: of `[id, rev, version, operations, value]` as JSON whose objects have their keys sorted. */
export function hashOf({ id, rev, version, operations, value }: Kept): string {
  const text = JSON.stringify([id, rev, version, operations, value], sorted)
  return createHash('sha256').update(text).digest('hex')
}

/** Stores may keep the keys of an object in another order. */
function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}

async function* everyOf(records: Records, signal?: AbortSignal): AsyncGenerator<Kept> {
  let after: string | undefined
  while (!signal?.aborted) {
    const found = await records.scan(after, STEP)
    if (found.length === 0) return
    yield* found
    after = found.at(-1)?.id
  }
}
