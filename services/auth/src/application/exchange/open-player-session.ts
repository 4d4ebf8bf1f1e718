import type { Stored } from '@rewards/store'
import { newPlayerSession, playerSessionId, visited } from '../../domain/player-session.ts'
import type { Session } from '../../domain/session.ts'
import { ofEpoch } from '../../domain/session-epoch.ts'
import type { User } from '../../domain/user.ts'
import { deliverVisits } from '../deliver-visits.ts'
import type { AuthPorts } from '../ports.ts'

type SessionPorts = Pick<
  AuthPorts,
  'sessions' | 'activities' | 'visitsUndelivered' | 'newSecret' | 'newId' | 'now'
>

/** The player's session of today, by its id, with a visit owed. One that was ended stays ended, and another begins. */
export async function openPlayerSession(ports: SessionPorts, player: Stored<User>): Promise<string> {
  const today = playerSessionId(player.id, player.value, ports.now())
  const session = await visit(ports, today, player)
  if (!session.ended) return today
  const another = ports.newId('ses')
  await visit(ports, another, player)
  return another
}

/** The answer waits for the visit's delivery, so that a claim made right afterwards sees it, but not if condition is slow. */
async function visit(ports: SessionPorts, id: string, player: Stored<User>): Promise<Session> {
  const nowMs = ports.now()
  const first = ofEpoch(newPlayerSession(id, player.id, ports.newSecret(), nowMs), player.value)
  const { written, stored } = await ports.sessions.update(id, current =>
    current ? visited(current, id, nowMs) : first,
  )
  if (!stored) throw new Error(`the store kept no session ${id}`)
  if (written) await deliverVisits(ports, stored)
  return stored.value
}
