import { createHash, timingSafeEqual } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { base62 } from './base62.ts'

/** What is kept of an API key: enough to know it again, nothing to use it with. */
export interface ApiKey {
  /** `apk_…` */
  readonly keyId: string
  readonly displayName: string
  /** The key's beginning, for people to recognise it by. */
  readonly prefix: string
  /** SHA-256 of the whole key, base64url. A slow hash protects what can be guessed; 256 random bits cannot. */
  readonly hash: string
  /** What its tokens are restricted to, ascending. */
  readonly scopes: readonly string[]
  readonly createdAtMs: number
  readonly expiresAtMs: number
  /** Exact to `BETWEEN_USES_MS`; absent until it is used. */
  readonly lastUsedAtMs?: number
}

/** A key as a program sends it. */
export interface PresentedKey {
  readonly accountId: string
  readonly hash: string
}

/** `rwk_`, the account's id without `usr_`, `_`, 43 characters of chance, 6 of checksum. */
const KEY = /^rwk_([a-z0-9]{1,36})_([0-9A-Za-z]{43})([0-9A-Za-z]{6})$/
/** More than any key of ours has. */
export const LONGEST_API_KEY = 128
const RANDOM_LENGTH = 43
const CHECKSUM_LENGTH = 6
/** Of the random characters so many are shown; the others still have 220 bits. */
const SHOWN = 6
/** Uses are noted at most so often: a key is read far more often than written. */
const BETWEEN_USES_MS = 3_600_000

/** The key of an account that these 32 random bytes make. */
export function apiKeyOf(accountId: string, random: Uint8Array): string {
  const body = `rwk_${accountId.slice('usr_'.length)}_${base62(random, RANDOM_LENGTH)}`
  return body + checksumOf(body)
}

/** Reads a key; `undefined` for what cannot be one of ours, its checksum included. */
export function readApiKey(key: string): PresentedKey | undefined {
  const [, account, , checksum] = KEY.exec(key) ?? []
  if (account === undefined || checksumOf(key.slice(0, -CHECKSUM_LENGTH)) !== checksum) return undefined
  return { accountId: `usr_${account}`, hash: hashOfKey(key) }
}

/** What is shown of a key in lists. */
export function prefixOf(key: string): string {
  return key.slice(0, SHOWN - RANDOM_LENGTH - CHECKSUM_LENGTH)
}

/** What is kept of a key. */
export function hashOfKey(key: string): string {
  return createHash('sha256').update(key).digest('base64url')
}

/** The one of these keys that was presented, if it is still good. */
export function usableKey(
  keys: readonly ApiKey[],
  presented: PresentedKey,
  nowMs: number,
): ApiKey | undefined {
  const hash = Buffer.from(presented.hash)
  return keys.find(key => timingSafeEqual(Buffer.from(key.hash), hash) && nowMs < key.expiresAtMs)
}

/** The key as used now; `undefined` when that was noted less than an hour ago. */
export function usedAt(key: ApiKey, nowMs: number): ApiKey | undefined {
  const lately = key.lastUsedAtMs !== undefined && nowMs - key.lastUsedAtMs < BETWEEN_USES_MS
  return lately ? undefined : { ...key, lastUsedAtMs: nowMs }
}

/** CRC-32 in base 62, as in the tokens of GitHub and npm: scanners need no answer of ours to leave out what is no key. */
function checksumOf(body: string): string {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, crc32(body))
  return base62(bytes, CHECKSUM_LENGTH)
}
