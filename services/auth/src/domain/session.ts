import { oweVisit } from './visits.ts'

/** A session: the family of refresh tokens that one sign-in began, and the visits that condition is owed. */
export interface Session {
  readonly userId: string
  /** 32 random bytes, base64url: each generation's token is derived from it. */
  readonly secret: string
  /** The latest generation that was given out. It is unused: using it would have made the next one. */
  readonly generation: number
  readonly createdAtMs: number
  readonly expiresAtMs: number
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

/** REUSED: an old token came again, so that somebody else may have it. */
export interface Ended {
  readonly why: 'SIGNED_OUT' | 'REUSED'
  readonly atMs: number
}

/** However often it is refreshed. */
export const SESSION_LIFE_MS = 30 * 24 * 3_600_000

/** A session as a sign-in begins it. The sign-in is a visit. */
export function newSession(sessionId: string, userId: string, secret: string, nowMs: number): Session {
  const session: Session = {
    userId,
    secret,
    generation: 1,
    createdAtMs: nowMs,
    expiresAtMs: nowMs + SESSION_LIFE_MS,
    lastVisitAtMs: Number.NEGATIVE_INFINITY,
    owedVisits: [],
  }
  return oweVisit(session, sessionId, nowMs)
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
export function refresh(session: Session, sessionId: string, generation: number, nowMs: number): Refresh {
  if (session.ended) return { outcome: session.ended.why === 'REUSED' ? 'reused' : 'refused' }
  if (nowMs >= session.expiresAtMs || generation > session.generation) return { outcome: 'refused' }
  if (generation === session.generation) {
    const next = oweVisit({ ...session, generation: generation + 1 }, sessionId, nowMs)
    return { outcome: 'given', generation: next.generation, next }
  }
  if (generation === session.generation - 1) return { outcome: 'given', generation: session.generation }
  return { outcome: 'reused', next: { ...session, ended: { why: 'REUSED', atMs: nowMs } } }
}

/** `undefined` when it has ended already. What is owed stays owed. */
export function signedOut(session: Session, nowMs: number): Session | undefined {
  return session.ended ? undefined : { ...session, ended: { why: 'SIGNED_OUT', atMs: nowMs } }
}
