import { oweVisit } from './visits.ts'

/** A session: the family of refresh tokens that one sign-in began, and the visits that condition is owed. */
export interface Session {
  readonly userId: string
  /** 32 random bytes, base64url: each generation's token is derived from it. */
  readonly secret: string
  /** The latest generation that was given out. It is unused: using it would have made the next one. */
  readonly generation: number
  readonly createdAtMs: number
  /** When it ends by itself, or when it ended. */
  readonly expiresAtMs: number
  /** When its latest generation was given out; absent: it was not told yet. */
  readonly lastUsedAtMs?: number
  /** Where it was used from last, as far as that is known; gone with its end. */
  readonly origin?: Origin
  readonly ended?: Ended
  /** The user's `sessionEpoch` when it began; absent: 0. */
  readonly epoch?: number
  readonly lastVisitAtMs: number
  /** What condition has not confirmed yet, oldest first. */
  readonly owedVisits: readonly Visit[]
  /** When the sweep shall deliver them; present while there are any. */
  readonly dueAt?: number
}

/** A sign-in or a refresh, as a fact for condition. */
export interface Visit {
  /** Unique for ever: the session and its generation. A repeated delivery changes nothing. */
  readonly factId: string
  readonly atMs: number
}

/** Where a session is used from. For people, who look through their sessions; it decides nothing. */
export interface Origin {
  readonly address?: string
  readonly userAgent?: string
}

/** REUSED: an old token came again, so that somebody else may have it. REVOKED: its user, or who may, ended it by its id. */
export interface Ended {
  readonly why: 'SIGNED_OUT' | 'REUSED' | 'REVOKED'
  readonly atMs: number
}

/** How long sessions last. */
export interface SessionLives {
  /** However often it is refreshed. */
  readonly longestMs: number
  /** Without being refreshed. */
  readonly idleMs: number
}

/** What is known of a use of a session. */
export interface SessionUse {
  readonly lives: SessionLives
  readonly origin: Origin
  readonly nowMs: number
}

/** A session as a sign-in begins it. The sign-in is a visit. */
export function newSession(sessionId: string, userId: string, secret: string, use: SessionUse): Session {
  const { nowMs } = use
  const session: Session = {
    userId,
    secret,
    generation: 1,
    createdAtMs: nowMs,
    expiresAtMs: nowMs,
    lastVisitAtMs: Number.NEGATIVE_INFINITY,
    owedVisits: [],
  }
  return oweVisit(usedNow(session, use), sessionId, nowMs)
}

/** When it ends by itself; sessions may have become shorter than they were when it began. */
function endOf({ createdAtMs, expiresAtMs }: Session, { longestMs }: SessionLives): number {
  return Math.min(expiresAtMs, createdAtMs + longestMs)
}

function usedNow(session: Session, { lives, origin, nowMs }: SessionUse): Session {
  const expiresAtMs = Math.min(session.createdAtMs + lives.longestMs, nowMs + lives.idleMs)
  return { ...session, origin, lastUsedAtMs: nowMs, expiresAtMs }
}

/** What a genuine token of a generation leads to. `next` is absent when nothing changes. */
export type Refresh =
  | { readonly outcome: 'given'; readonly generation: number; readonly next?: Session }
  | { readonly outcome: 'reused'; readonly next?: Session }
  | { readonly outcome: 'refused' }

/**
 * The latest token makes the next. The one before it gives the latest again, for an answer may have been lost. Any
 * older one is reuse: it ends the session.
 */
export function refresh(session: Session, sessionId: string, generation: number, use: SessionUse): Refresh {
  const { nowMs } = use
  if (session.ended) return { outcome: session.ended.why === 'REUSED' ? 'reused' : 'refused' }
  if (nowMs >= endOf(session, use.lives) || generation > session.generation) return { outcome: 'refused' }
  if (generation === session.generation) {
    const next = oweVisit({ ...usedNow(session, use), generation: generation + 1 }, sessionId, nowMs)
    return { outcome: 'given', generation: next.generation, next }
  }
  if (generation === session.generation - 1) return { outcome: 'given', generation: session.generation }
  return { outcome: 'reused', next: ended(session, 'REUSED', nowMs) }
}

/** `undefined` when it has ended already. */
export function signedOut(session: Session, nowMs: number): Session | undefined {
  return session.ended ? undefined : ended(session, 'SIGNED_OUT', nowMs)
}

/** `undefined` when it has ended already. */
export function revoked(session: Session, nowMs: number): Session | undefined {
  return session.ended ? undefined : ended(session, 'REVOKED', nowMs)
}

/** Ended, and without a word of where it was used; `undefined` when it is so already. */
export function withoutOrigin(session: Session, nowMs: number): Session | undefined {
  if (!session.ended) return ended(session, 'REVOKED', nowMs)
  if (!session.origin) return undefined
  const { origin: _gone, ...rest } = session
  return rest
}

/** What is owed stays owed. */
function ended({ origin: _gone, ...session }: Session, why: Ended['why'], nowMs: number): Session {
  return { ...session, ended: { why, atMs: nowMs }, expiresAtMs: Math.min(session.expiresAtMs, nowMs) }
}
