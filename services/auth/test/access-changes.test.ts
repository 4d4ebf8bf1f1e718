import { join } from 'node:path'
import { openSqliteStore } from '@rewards/store'
import { expect, test } from 'vitest'
import { listAccessChanges } from '../src/application/list-access-changes.ts'
import { newSession, signedOut } from '../src/domain/session.ts'
import { collections, storeDeclaration } from '../src/infrastructure/store/collections.ts'
import { newSigningKey } from '../src/infrastructure/tokens/signing-key.ts'
import { removeDir, tempDir } from './running-auth.ts'

const MANY = 2_500
const DAY_MS = 24 * 3_600_000
const useAt = (nowMs: number) => ({ nowMs, lives: { longestMs: DAY_MS, idleMs: DAY_MS }, origin: {} })

test('thousands of changes come in batches, the oldest first, each once, and none of before', async () => {
  const dataDir = await tempDir()
  const store = await openSqliteStore({ file: join(dataDir, 'auth.db'), collections: storeDeclaration })
  const sessions = store.collection<ReturnType<typeof newSession>>(collections.sessions)
  const ended = (id: string, atMs: number) => {
    const session = newSession(id, 'usr_ann', 'secret', useAt(0))
    return sessions.insertOnce(id, signedOut(session, atMs) ?? session)
  }
  await ended('ses_before', 999)
  await sessions.insertOnce('ses_open', newSession('ses_open', 'usr_ann', 'secret', useAt(5_000)))
  await Promise.all(Array.from({ length: MANY }, (_, at) => ended(`ses_${at}`, 1_000 + at)))
  const read = listAccessChanges({
    sessions,
    users: store.collection(collections.users),
    keyRings: store.collection(collections.keyRings),
    newSigningKey: () => newSigningKey('key_a'),
    now: () => 9_000,
  })
  const parts = await Array.fromAsync(read(1_000))
  expect(parts.map(part => part.endedSessions.length)).toEqual([0, 1_000, 1_000, 500])
  expect(parts.every(part => part.readAtMs === 9_000)).toBe(true)
  const all = parts.flatMap(part => part.endedSessions)
  expect(all).toEqual(
    Array.from({ length: MANY }, (_, at) => ({ sessionId: `ses_${at}`, endedAtMs: 1_000 + at })),
  )
  await store.close()
  await removeDir(dataDir)
})
