import { once } from 'node:events'
import { createServer as createTcpServer, type Server } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type FakeCondition, runFakeCondition } from './fake-condition.ts'
import { person, type Running, removeDir, runAuth, tempDir } from './running-auth.ts'

const QUARTER_MS = 15 * 60_000
/** Connections that failed are tried again within about a second. */
const PATIENCE = { timeout: 15_000 }

let conditionPort: number
let running: Running
let condition: FakeCondition | undefined
let clockMs: number
let stops: (() => Promise<void>)[]

beforeEach(async () => {
  stops = []
  conditionPort = await freePort()
  clockMs = Date.now()
  running = await startAuth(await tempDir())
  stops.push(() => removeDir(running.dataDir))
})
afterEach(async () => {
  await condition?.stop()
  condition = undefined
  await running.stop()
  for (const stop of stops) await stop()
})

function startAuth(dataDir: string): Promise<Running> {
  const config = { conditionAddresses: [`127.0.0.1:${conditionPort}`] }
  return runAuth({ dataDir, config, overrides: { now: () => clockMs, sweepEveryMs: 20 } })
}

describe('a sign-in', () => {
  it('is recorded as a LOGIN, by auth itself, before it is answered', async () => {
    condition = await runFakeCondition(running.port, conditionPort)
    const { user } = await running.auth.signUp(person())
    expect(condition.received).toMatchObject([{ source: 'auth', userId: user?.userId, type: 'LOGIN' }])
    expect(condition.received[0]?.occurredAt?.seconds).toBe(BigInt(Math.floor(clockMs / 1_000)))
    expect(condition.callers).toEqual(new Set(['usr_auth_service']))
  })

  it('is another fact each time', async () => {
    condition = await runFakeCondition(running.port, conditionPort)
    const ann = person()
    await running.auth.signUp(ann)
    await running.auth.signIn(ann)
    expect(new Set(condition.received.map(fact => fact.factId)).size).toBe(2)
  })

  it('succeeds while condition is down, and is recorded once it is back', async () => {
    const { user } = await running.auth.signUp(person())
    condition = await runFakeCondition(running.port, conditionPort)
    await expect.poll(aMinuteLater(factsOf(user?.userId)), PATIENCE).toHaveLength(1)
  })

  it('succeeds while condition takes calls and never answers', async () => {
    const silent = await listen(createTcpServer(), conditionPort)
    stops.push(async () => {
      silent.close()
    })
    const { user } = await running.auth.signUp(person())
    expect(user).toBeDefined()
  })

  it('is not forgotten by a restart', async () => {
    const { user } = await running.auth.signUp(person())
    await running.stop()
    running = await startAuth(running.dataDir)
    condition = await runFakeCondition(running.port, conditionPort)
    await expect.poll(aMinuteLater(factsOf(user?.userId)), PATIENCE).toHaveLength(1)
  })

  it('is not delivered again once condition has confirmed it', async () => {
    condition = await runFakeCondition(running.port, conditionPort)
    await running.auth.signUp(person())
    const { user } = await running.auth.signUp(person())
    clockMs += 60_000
    // A later one that the sweep delivers shows that the sweep has been by.
    await condition.stop()
    const later = await running.auth.signUp(person())
    condition = await runFakeCondition(running.port, conditionPort)
    await expect.poll(aMinuteLater(factsOf(later.user?.userId)), PATIENCE).toHaveLength(1)
    expect(factsOf(user?.userId)()).toHaveLength(0)
  })

  it('is delivered though another one cannot be', async () => {
    const poisoned = await running.auth.signUp(person())
    const { user } = await running.auth.signUp(person())
    condition = await runFakeCondition(running.port, conditionPort, async facts => {
      if (facts.some(fact => fact.userId === poisoned.user?.userId)) throw new Error('cannot take this one')
    })
    await expect.poll(aMinuteLater(factsOf(user?.userId)), PATIENCE).toHaveLength(1)
  })
})

describe('a refresh', () => {
  it('is a visit too, at most once in a quarter of an hour', async () => {
    condition = await runFakeCondition(running.port, conditionPort)
    const { user, tokens } = await running.auth.signUp(person())
    const second = await refreshAfter(QUARTER_MS - 1, tokens?.refreshToken)
    expect(factsOf(user?.userId)()).toHaveLength(1)
    const third = await refreshAfter(1, second)
    expect(factsOf(user?.userId)()).toHaveLength(2)
    await refreshAfter(QUARTER_MS - 1, third)
    expect(factsOf(user?.userId)()).toHaveLength(2)
  })

  it('whose answer was lost and that is repeated is one visit', async () => {
    condition = await runFakeCondition(running.port, conditionPort)
    const { user, tokens } = await running.auth.signUp(person())
    await refreshAfter(QUARTER_MS, tokens?.refreshToken)
    await refreshAfter(0, tokens?.refreshToken)
    expect(factsOf(user?.userId)()).toHaveLength(2)
  })
})

async function refreshAfter(ms: number, refreshToken = ''): Promise<string> {
  clockMs += ms
  const { tokens } = await running.auth.refreshToken({ refreshToken })
  return tokens?.refreshToken ?? ''
}

function factsOf(userId: string | undefined) {
  return () => condition?.received.filter(fact => fact.userId === userId) ?? []
}

/** What is put off for being tried too early comes up again. */
function aMinuteLater<T>(look: () => T): () => T {
  return () => {
    clockMs += 60_000
    return look()
  }
}

async function freePort(): Promise<number> {
  const server = await listen(createTcpServer(), 0)
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}

async function listen(server: Server, port: number): Promise<Server> {
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return server
}
