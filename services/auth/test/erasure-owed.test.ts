import { join } from 'node:path'
import { openSqliteStore, type Store } from '@rewards/store'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { AuthPorts } from '../src/application/ports.ts'
import { sweepStandings } from '../src/application/sweep-standings.ts'
import { erased } from '../src/domain/erasure.ts'
import { roleSet } from '../src/domain/role.ts'
import { newSession } from '../src/domain/session.ts'
import { collections } from '../src/infrastructure/store/collections.ts'
import { removeDir, tempDir } from './running-auth.ts'

const NOW_MS = 10 * 60_000
const LIVES = { longestMs: 3_600_000, idleMs: 3_600_000 }

let dataDir: string
let store: Store
let users: AuthPorts['users']
let sessions: AuthPorts['sessions']
beforeEach(async () => {
  dataDir = await tempDir()
  store = await openSqliteStore({
    file: join(dataDir, 'auth.sqlite'),
    collections: Object.values(collections),
  })
  users = store.collection(collections.users)
  sessions = store.collection(collections.sessions)
})
afterEach(async () => {
  await store.close()
  await removeDir(dataDir)
})

/** Somebody who was erased at that time, by a process that did no more, and their session. */
async function erasedAt(id: string, atMs: number): Promise<void> {
  const account = { displayName: 'Ann', roles: roleSet([]), createdAtMs: 0 }
  await users.insertOnce(`usr_${id}`, erased({ rev: 1, value: account }, atMs))
  const use = { lives: LIVES, origin: { address: '10.0.0.1', userAgent: 'Browser of Ann' }, nowMs: 0 }
  await sessions.insertOnce(`ses_${id}`, newSession(`ses_${id}`, `usr_${id}`, 'secret', use))
}

async function sweep(): Promise<void> {
  const administrators: AuthPorts['administrators'] = store.collection(collections.administrators)
  const ports = { users, sessions, administrators, newId: (kind: string) => kind, now: () => NOW_MS }
  await sweepStandings({ ...ports, dormantAfterMs: NOW_MS })(new AbortController().signal)
}

it('what the sessions of an erased account knew goes though the process died that erased it', async () => {
  await erasedAt('long_ago', NOW_MS - 5 * 60_000)
  await erasedAt('just_now', NOW_MS - 1_000)
  await sweep()
  const settled = await users.get('usr_long_ago')
  expect(settled?.value).not.toHaveProperty('erasureOwedSinceMs')
  expect((await sessions.get('ses_long_ago'))?.value).toMatchObject({ ended: { why: 'REVOKED' } })
  expect((await sessions.get('ses_long_ago'))?.value).not.toHaveProperty('origin')
  expect((await users.get('usr_just_now'))?.value).toHaveProperty('erasureOwedSinceMs')
})
