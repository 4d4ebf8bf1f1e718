import type { Holdings } from '@rewards/access'

export const ACCESS_TOKEN_LIFE_MS = 15 * 60_000

/** Whom a token is of, and what it lets them do. */
export interface Subject extends Holdings {
  readonly userId: string
  /** The session that the token belongs to; absent for a token without one. */
  readonly sessionId?: string
  /** The account's `accessRevision`, at least 1; absent for who has no account. */
  readonly accessRevision?: number
  /** Who asked for the token, where it was not the user. */
  readonly actorId?: string
  /** The state in which the account may only read. */
  readonly readOnlyAs?: string
  /** The permissions that the token is restricted to. */
  readonly permissions?: readonly string[]
}

/** What an access token says. */
export interface AccessClaims extends Subject {
  /** Whole seconds, as everything in a JWT. */
  readonly issuedAtMs: number
  readonly expiresAtMs: number
}

/** Valid from now on for 15 minutes, and not longer than until then. */
export function accessClaims(
  subject: Subject,
  nowMs: number,
  untilMs = Number.POSITIVE_INFINITY,
): AccessClaims {
  const issuedAtMs = wholeSeconds(nowMs)
  return {
    ...subject,
    issuedAtMs,
    expiresAtMs: Math.min(issuedAtMs + ACCESS_TOKEN_LIFE_MS, wholeSeconds(untilMs)),
  }
}

function wholeSeconds(ms: number): number {
  return Math.floor(ms / 1_000) * 1_000
}
