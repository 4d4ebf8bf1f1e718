import { ACCESS_TOKEN_LIFE_MS } from './access-token.ts'
import { derivedId } from './derived-id.ts'
import { newSession, type Session } from './session.ts'
import type { User } from './user.ts'
import { oweVisit } from './visits.ts'

const DAY_MS = 24 * 3_600_000

/**
 * The id of a player's session of the day (UTC): one document a day, however often a partner exchanges. Once the player was
 * signed out everywhere, it is another one.
 */
export function playerSessionId(userId: string, { sessionEpoch = 0 }: User, nowMs: number): string {
  return derivedId('ses', 'player', userId, String(sessionEpoch), String(dayOf(nowMs)))
}

/** A session as the first exchange of a day begins it. Nobody is told a refresh token of it: the partner exchanges again. */
export function newPlayerSession(sessionId: string, userId: string, secret: string, nowMs: number): Session {
  const expiresAtMs = (dayOf(nowMs) + 1) * DAY_MS + ACCESS_TOKEN_LIFE_MS
  const use = { lives: { longestMs: DAY_MS, idleMs: DAY_MS }, origin: {}, nowMs }
  return { ...newSession(sessionId, userId, secret, use), expiresAtMs }
}

/** The session owing a visit now; `undefined` when it has ended, or its last visit was less than a quarter of an hour ago. */
export function visited(session: Session, sessionId: string, nowMs: number): Session | undefined {
  if (session.ended) return undefined
  const next = oweVisit({ ...session, generation: session.generation + 1 }, sessionId, nowMs)
  return next.lastVisitAtMs === session.lastVisitAtMs ? undefined : next
}

function dayOf(nowMs: number): number {
  return Math.floor(nowMs / DAY_MS)
}
