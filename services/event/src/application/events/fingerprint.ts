import { createHash } from 'node:crypto'

/** A hash of what was asked: equal for equal requests, whatever the order of their keys. Absent fields count as nothing. */
export function fingerprint(request: unknown): string {
  return hashOf(request, 'base64url').slice(0, 22)
}

/** The id of the event that this caller makes under this key. */
export function eventIdOf(userId: string, idempotencyKey: string): string {
  return `evt_${hashOf([userId, idempotencyKey], 'hex').slice(0, 32)}`
}

function hashOf(value: unknown, encoding: 'hex' | 'base64url'): string {
  return createHash('sha256').update(JSON.stringify(value, canonical)).digest(encoding)
}

/** Keys in one order, 64-bit integers as text. */
function canonical(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}
