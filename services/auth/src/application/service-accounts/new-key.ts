import type { Violations } from '@rewards/errors'
import { type ApiKey, apiKeyOf, hashOfKey, prefixOf } from '../../domain/api-key.ts'
import type { AuthPorts } from '../ports.ts'

/** A key at its making: what is kept, and the key itself, which is shown once. */
export interface NewKey {
  readonly key: ApiKey
  readonly secret: string
}

const DAY_MS = 24 * 3_600_000
const LONGEST_LIFE_MS = 366 * DAY_MS
const USUAL_LIFE_MS = 90 * DAY_MS

/** Makes a key for the account. */
export function newKey(
  { newSecret, newId, now }: Pick<AuthPorts, 'newSecret' | 'newId' | 'now'>,
  accountId: string,
  about: Pick<ApiKey, 'displayName' | 'scopes' | 'expiresAtMs'>,
): NewKey {
  const secret = apiKeyOf(accountId, Buffer.from(newSecret(), 'base64url'))
  const kept = { keyId: newId('apk'), prefix: prefixOf(secret), hash: hashOfKey(secret), createdAtMs: now() }
  return { key: { ...about, ...kept }, secret }
}

/** When a key ends: within 366 days of now; 90 days when it is not said. NaN: no time that there is. */
export function checkExpiry(violations: Violations, expiresAtMs: number | undefined, nowMs: number): number {
  if (expiresAtMs === undefined) return nowMs + USUAL_LIFE_MS
  if (Number.isNaN(expiresAtMs)) violations.add('expires_at', 'is not a time')
  else if (expiresAtMs <= nowMs || expiresAtMs > nowMs + LONGEST_LIFE_MS)
    violations.add('expires_at', 'is not within the next 366 days')
  return expiresAtMs
}
