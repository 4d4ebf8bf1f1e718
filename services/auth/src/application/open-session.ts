import type { Stored } from '@rewards/store'
import { newSession } from '../domain/session.ts'
import { ofEpoch } from '../domain/session-epoch.ts'
import { requireMaySignIn } from '../domain/subject.ts'
import type { User } from '../domain/user.ts'
import { deliverVisits } from './deliver-visits.ts'
import { deviceTokenFor } from './devices.ts'
import { noteUse } from './note-use.ts'
import type { AuthPorts, CameFrom } from './ports.ts'
import { type Tokens, tokensOf } from './tokens.ts'

export interface SignedIn {
  readonly user: Stored<User>
  readonly tokens: Tokens
  /** By which the device is known at the next sign-in. */
  readonly deviceToken: string
}

/**
 * Opens a session. The visit is in the session's own document, so that it is owed as surely as the session exists; the
 * answer waits for its delivery, so that a claim made right afterwards sees it, but not if condition is slow. `device`: the
 * one that the user was known from already. Throws ACCOUNT_BANNED.
 */
export async function openSession(
  ports: AuthPorts,
  known: Stored<User>,
  { origin }: CameFrom,
  device?: string,
): Promise<SignedIn> {
  requireMaySignIn(known.value, ports.now())
  const user = await noteUse(ports, known)
  const id = ports.newId('ses')
  const use = { lives: ports.sessionLives, origin, nowMs: ports.now() }
  const session = ofEpoch(newSession(id, user.id, ports.newSecret(), use), user.value)
  if (!(await ports.sessions.insertOnce(id, session))) throw new Error(`the session id ${id} is taken`)
  const [tokens, deviceToken] = await Promise.all([
    tokensOf(ports, user.value, id, session, session.generation),
    deviceTokenFor(ports, user.id, device),
    deliverVisits(ports, { id, value: session }),
  ])
  return { user, tokens, deviceToken }
}
