import type { Stored } from '@rewards/store'
import { beforeEach, expect, it } from 'vitest'
import { openPlayerSession } from '../src/application/exchange/open-player-session.ts'
import { newPlayer } from '../src/domain/player.ts'
import { type Session, signedOut, type Visit } from '../src/domain/session.ts'
import { memoryCollection } from './memory-collection.ts'

const MINUTE_MS = 60_000
let nowMs: number
let conditionIsUp: boolean
let recorded: Visit[]
let documents: Map<string, Stored<Session>>
let ids = 0
const ports = () => ({
  sessions: memoryCollection(documents),
  activities: {
    async record(_userId: string, visits: readonly Visit[]) {
      if (!conditionIsUp) throw new Error('down')
      recorded.push(...visits)
    },
  },
  visitsUndelivered: () => undefined,
  newSecret: () => 'secret',
  newId: (kind: string) => `${kind}_${++ids}`,
  now: () => nowMs,
})
beforeEach(() => {
  nowMs = Date.UTC(2026, 2, 1, 23, 50)
  conditionIsUp = true
  recorded = []
  documents = new Map()
})

const exchange = (sessionEpoch = 0) => {
  const player = newPlayer({ partner: 'acme', subject: 'p' }, 0)
  return openPlayerSession(ports(), { id: 'usr_player', rev: 1, value: { ...player, sessionEpoch } })
}
const afterMinutes = (minutes: number) => {
  nowMs += minutes * MINUTE_MS
}

it('an exchange is a visit, at most one a quarter of an hour', async () => {
  nowMs = Date.UTC(2026, 2, 1)
  for (let minute = 0; minute < 60; minute++) {
    await exchange()
    afterMinutes(1)
  }
  expect(recorded.map(({ atMs }) => (atMs % (60 * MINUTE_MS)) / MINUTE_MS)).toEqual([0, 15, 30, 45])
  expect(new Set(recorded.map(({ factId }) => factId)).size).toBe(4)
  expect(documents.size).toBe(1)
})

it('a new day is a new session, and a visit', async () => {
  const evening = await exchange()
  afterMinutes(11)
  expect(await exchange()).not.toBe(evening)
  expect(recorded).toHaveLength(2)
})

it('what condition did not hear of stays owed', async () => {
  conditionIsUp = false
  const id = await exchange()
  const session = documents.get(id)?.value
  expect(session?.owedVisits).toHaveLength(1)
  expect(session?.dueAt).toBeGreaterThan(nowMs)
})

it('a session that was ended stays ended, and another one begins', async () => {
  const id = await exchange()
  const session = documents.get(id) as Stored<Session>
  documents.set(id, { ...session, value: signedOut(session.value, nowMs) as Session })
  expect(await exchange()).not.toBe(id)
  expect(documents.get(id)?.value.ended?.why).toBe('SIGNED_OUT')
})

it('who was signed out everywhere has another session, that counts', async () => {
  const before = await exchange()
  const after = await exchange(1)
  expect(after).not.toBe(before)
  expect(documents.get(after)?.value.epoch).toBe(1)
})
