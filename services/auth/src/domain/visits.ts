import type { Session, Visit } from './session.ts'

/** Refreshes count as visits at most so often. It also bounds what a session can owe: 2,880 visits in 30 days. */
const BETWEEN_VISITS_MS = 15 * 60_000
/** Delivered at once; the sweep looks only if that did not succeed by then. */
const FIRST_SWEEP_MS = 3_000
const SHORTEST_WAIT_MS = 2_000
const LONGEST_WAIT_MS = 30_000

/** The session owing a visit now, unless its last one was less than a quarter of an hour ago. */
export function oweVisit(session: Session, sessionId: string, nowMs: number): Session {
  if (nowMs - session.lastVisitAtMs < BETWEEN_VISITS_MS) return session
  const visit = { factId: `${sessionId}.${session.generation}`, atMs: nowMs }
  const owedVisits = [...session.owedVisits, visit]
  return { ...session, lastVisitAtMs: nowMs, owedVisits, dueAt: nowMs + FIRST_SWEEP_MS }
}

/** The session without the visits that condition confirmed; `undefined` when nothing changes. */
export function settleVisits(session: Session, confirmed: readonly Visit[]): Session | undefined {
  const ids = new Set(confirmed.map(visit => visit.factId))
  const owedVisits = session.owedVisits.filter(visit => !ids.has(visit.factId))
  if (owedVisits.length === session.owedVisits.length) return undefined
  if (owedVisits.length > 0) return { ...session, owedVisits }
  const { dueAt: _paid, ...rest } = session
  return { ...rest, owedVisits }
}

/**
 * The session with a later `dueAt`, after a delivery failed: half as long as it has owed already, 2 to 30 s, jittered
 * by a quarter so that the sessions of one outage do not come back at once. `undefined` when nothing is owed.
 */
export function postponeVisits(session: Session, nowMs: number, random: number): Session | undefined {
  const [oldest] = session.owedVisits
  if (!oldest) return undefined
  const wait = Math.min(Math.max((nowMs - oldest.atMs) / 2, SHORTEST_WAIT_MS), LONGEST_WAIT_MS)
  return { ...session, dueAt: Math.round(nowMs + wait * (0.75 + random / 2)) }
}
