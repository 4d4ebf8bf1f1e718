import { ACCESS_TOKEN_LIFE_MS } from './access-token.ts'
import { keyNotFound } from './errors.ts'

/** The signing keys: one document, under the id `signing`, so that a change of them is one guarded write. */
export interface KeyRing {
  /** In the order in which they sign. Never empty. */
  readonly keys: readonly SigningKey[]
  /** Keys that others may have: what they signed counts no more. The last to be revoked, at most 100. */
  readonly revoked?: readonly RevokedKey[]
}

/** A key that somebody else may have. It is in the ring no more. */
export interface RevokedKey {
  readonly kid: string
  readonly revokedAtMs: number
}

export interface SigningKey {
  /** The key's id, as in a token's header. */
  readonly kid: string
  readonly jwk: PrivateJwk
  /** From then on it signs, until the next one does. */
  readonly signsFromMs: number
}

/** A private P-256 key (RFC 7518). `d` never leaves the service. */
export interface PrivateJwk {
  readonly kty: 'EC'
  readonly crv: 'P-256'
  readonly x: string
  readonly y: string
  readonly d: string
}

export const KEY_RING_ID = 'signing'

/** Verifiers read the keys again every 30 s, so all of them know a key by the time it signs. */
const PUBLISHED_AHEAD_MS = 60_000
const MOST_REVOKED = 100
/** A key stays published for so long after the next one signs: a token's life, its leeway, and clocks that differ. */
const KEPT_MS = ACCESS_TOKEN_LIFE_MS + 5 * 60_000

/** The ring that the first start makes; `undefined` when there is one already. */
export function firstRing(current: KeyRing | undefined, key: Omit<SigningKey, 'signsFromMs'>, nowMs: number) {
  return current ? undefined : { keys: [{ ...key, signsFromMs: nowMs }] }
}

/** The key that signs now. */
export function signingKeyAt({ keys }: KeyRing, nowMs: number): SigningKey {
  const key = keys.findLast(({ signsFromMs }) => signsFromMs <= nowMs) ?? keys[0]
  if (!key) throw new Error('there is no signing key')
  return key
}

/** Every key whose tokens may still be valid, and the one that is about to sign. */
export function publishedKeys({ keys }: KeyRing, nowMs: number): readonly SigningKey[] {
  return keys.filter((_, at) => nowMs < (keys[at + 1]?.signsFromMs ?? Number.POSITIVE_INFINITY) + KEPT_MS)
}

/** Whether the key that signs last has signed for so long. */
export function isDue({ keys }: KeyRing, everyMs: number, nowMs: number): boolean {
  return (keys.at(-1)?.signsFromMs ?? Number.NEGATIVE_INFINITY) + everyMs <= nowMs
}

/**
 * The ring without a key that others may have; `undefined` when it was revoked before. Where it is the one that signs now, the
 * spare one signs from now on: nothing may be signed with it any more, and who checks tokens fetches a key that it does not
 * know. Throws KEY_NOT_FOUND.
 */
export function revokedIn(
  ring: KeyRing,
  kid: string,
  spare: Omit<SigningKey, 'signsFromMs'>,
  nowMs: number,
): KeyRing | undefined {
  if (revokedKeyIds(ring).includes(kid)) return undefined
  if (!ring.keys.some(key => key.kid === kid)) throw keyNotFound(kid)
  const others = ring.keys.filter(key => key.kid !== kid)
  const next = signingKeyAt(ring, nowMs).kid === kid ? [{ ...spare, signsFromMs: nowMs }] : []
  const keys = [...others, ...next].toSorted((one, other) => one.signsFromMs - other.signsFromMs)
  const revoked = [...(ring.revoked ?? []), { kid, revokedAtMs: nowMs }].slice(-MOST_REVOKED)
  return { ...ring, keys, revoked }
}

/** The keys whose tokens count no more, even where the key is still known. */
export function revokedKeyIds({ revoked = [] }: Pick<KeyRing, 'revoked'>): readonly string[] {
  return revoked.map(({ kid }) => kid)
}

/** The ring with this key as the next to sign; `undefined` while another one is about to. Keys that are over are dropped. */
export function rotated(
  ring: KeyRing,
  key: Omit<SigningKey, 'signsFromMs'>,
  nowMs: number,
): KeyRing | undefined {
  const last = ring.keys.at(-1)
  if (last && last.signsFromMs > nowMs) return undefined
  const next = { ...key, signsFromMs: nowMs + PUBLISHED_AHEAD_MS }
  return { ...ring, keys: [...publishedKeys(ring, nowMs), next] }
}
