import type { Caller } from '../caller.ts'
import type { AccessChanges } from './access-changes.ts'
import { Recent } from './recent.ts'

/** What of a token tells whether it was revoked. */
export type Revocable = Pick<Caller, 'userId' | 'sessionId' | 'accessRevision' | 'keyId' | 'issuedAtMs'>

/** For how long a token may count, at most, after what revokes it: its life, its leeway, and clocks that differ. */
export const REMEMBERED_MS = 20 * 60_000
/** A token may be made of what was read this long before: of before a change that is older than the token. */
const UNSEEN_MS = 60_000

/**
 * What was revoked within the life of a token, at most `most` users and as many sessions. When there is more, the oldest is
 * forgotten and every token that was made before it, or within a minute after, counts no more: their holders fetch new ones.
 */
export class Revocations {
  readonly #most: number
  readonly #users = new Recent<number>()
  readonly #sessions = new Recent<true>()
  #keys: ReadonlySet<string> = new Set()
  /** Tokens that were made before are revoked. */
  #floorMs = Number.NEGATIVE_INFINITY

  constructor(most: number) {
    this.#most = most
  }

  /** How many revocations are remembered. */
  get size(): number {
    return this.#users.size + this.#sessions.size
  }

  /** Whether a token like this was revoked. */
  revoked({ userId, sessionId, accessRevision, keyId, issuedAtMs }: Revocable): boolean {
    return (
      accessRevision < (this.#users.get(userId) ?? 0) ||
      (sessionId !== undefined && this.#sessions.get(sessionId) === true) ||
      this.#keys.has(keyId) ||
      issuedAtMs < this.#floorMs
    )
  }

  /** Takes in what changed; true when anything of it is new. */
  learn({ users, endedSessions, revokedKeyIds }: AccessChanges): boolean {
    const changed = users.filter(user => user.accessRevision > (this.#users.get(user.userId) ?? 0))
    const ended = endedSessions.filter(({ sessionId }) => !this.#sessions.get(sessionId))
    const newKeys = revokedKeyIds.some(kid => !this.#keys.has(kid))
    for (const { userId, accessRevision, changedAtMs } of changed)
      this.#users.set(userId, accessRevision, changedAtMs)
    for (const { sessionId, endedAtMs } of ended) this.#sessions.set(sessionId, true, endedAtMs)
    this.#keys = new Set(revokedKeyIds)
    this.#trim()
    return changed.length > 0 || ended.length > 0 || newKeys
  }

  /** Forgets what no token can be of any more. */
  forget(nowMs: number): void {
    this.#users.forget(nowMs - REMEMBERED_MS)
    this.#sessions.forget(nowMs - REMEMBERED_MS)
  }

  #trim(): void {
    for (const recent of [this.#users, this.#sessions]) {
      const latestMs = recent.trim(this.#most)
      if (latestMs !== undefined) this.#floorMs = Math.max(this.#floorMs, latestMs + UNSEEN_MS)
    }
  }
}
