import type { Collection, Document, Stored } from '@rewards/store'
import { revokedKeyIds } from '../domain/key-ring.ts'
import type { Session } from '../domain/session.ts'
import { accessRevisionOf, type User } from '../domain/user.ts'
import { readKeyRing } from './key-ring.ts'
import type { AuthPorts } from './ports.ts'

type ChangePorts = Pick<AuthPorts, 'users' | 'sessions' | 'keyRings' | 'newSigningKey' | 'now'>

interface ChangedUser {
  readonly userId: string
  readonly accessRevision: number
  readonly changedAtMs: number
}

interface EndedSession {
  readonly sessionId: string
  readonly endedAtMs: number
}

/** Some of what makes access tokens count no more. */
export interface AccessChanges {
  /** When the reading began, epoch ms. */
  readonly readAtMs: number
  readonly users: readonly ChangedUser[]
  readonly endedSessions: readonly EndedSession[]
  /** All of them. */
  readonly revokedKeyIds: readonly string[]
}

const BATCH = 1_000

/** What changed since a time, the oldest first, in at least one part; read from the documents that tell it. */
export function listAccessChanges(ports: ChangePorts) {
  return async function* (sinceMs: number): AsyncGenerator<AccessChanges> {
    const readAtMs = ports.now()
    const ring = await readKeyRing(ports)
    const none = { readAtMs, users: [], endedSessions: [], revokedKeyIds: revokedKeyIds(ring) }
    yield none
    for await (const users of since(ports.users, 'by_access_change', sinceMs))
      yield { ...none, users: users.map(changedUser) }
    for await (const sessions of since(ports.sessions, 'by_end', sinceMs))
      yield { ...none, endedSessions: sessions.map(endedSession) }
  }
}

async function* since<T extends Document>(
  collection: Collection<T>,
  index: string,
  from: number,
): AsyncGenerator<readonly Stored<T>[]> {
  let page = await collection.page({ index, from, limit: BATCH })
  if (page.items.length > 0) yield page.items
  while (page.next) {
    page = await collection.page({ index, from, limit: BATCH, after: page.next })
    yield page.items
  }
}

function changedUser({ id, value }: Stored<User>): ChangedUser {
  return { userId: id, accessRevision: accessRevisionOf(value), changedAtMs: value.accessChangedAtMs ?? 0 }
}

function endedSession({ id, value }: Stored<Session>): EndedSession {
  return { sessionId: id, endedAtMs: value.ended?.atMs ?? 0 }
}
