import { newPlayerSession, playerSessionId, visited } from '../../domain/player-session.ts'
import type { Session } from '../../domain/session.ts'
import { deliverVisits } from '../deliver-visits.ts'
import type { AuthPorts } from '../ports.ts'

type SessionPorts = Pick<
  AuthPorts,
  'sessions' | 'activities' | 'visitsUndelivered' | 'newSecret' | 'newId' | 'now'
>

/** The player's session of today, by its id, with a visit owed. One that was ended stays ended, and another begins. */
export async function openPlayerSession(ports: SessionPorts, userId: string): Promise<string> {
  const today = playerSessionId(userId, ports.now())
  const session = await visit(ports, today, userId)
  if (!session.ended) return today
  const another = ports.newId('ses')
  await visit(ports, another, userId)
  return another
}

/** The answer waits for the visit's delivery, so that a claim made right afterwards sees it, but not if condition is slow. */
async function visit(ports: SessionPorts, id: string, userId: string): Promise<Session> {
  const nowMs = ports.now()
  const first = newPlayerSession(id, userId, ports.newSecret(), nowMs)
  const { written, stored } = await ports.sessions.update(id, current =>
    current ? visited(current, id, nowMs) : first,
  )
  if (!stored) throw new Error(`the store kept no session ${id}`)
  if (written) await deliverVisits(ports, stored)
  return stored.value
}
