import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type RunningSystem, type SystemOptions, startSystem } from '../src/index.ts'
import { fakeTable, fakeTableWithBroker } from './fixtures/fake-table.ts'
import { isAlive, listens, until } from './support.ts'

let folder: string
let said: string[]
let systems: RunningSystem[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rewards launcher-'))
  said = []
  systems = []
})
afterEach(async () => {
  await Promise.all(systems.map(system => system.stop()))
  rmSync(folder, { recursive: true, force: true })
})

async function start(options: Partial<SystemOptions> = {}): Promise<RunningSystem> {
  const usual = { dataDir: join(folder, 'data'), port: 0, env: process.env, processes: fakeTable }
  const system = await startSystem({ ...usual, say: line => void said.push(line), ...options })
  systems.push(system)
  return system
}

const notes = (): string[] =>
  readFileSync(join(folder, 'data', 'notes'), 'utf8')
    .trim()
    .split('\n')
const tell = (name: string): void => {
  mkdirSync(join(folder, 'data'), { recursive: true })
  writeFileSync(join(folder, 'data', name), '')
}
const forget = (name: string): void => rmSync(join(folder, 'data', name))

/** For how long event has said that it waits, given that it does so ten times a second. */
function waitedMs(): number {
  const log = join(folder, 'data', 'logs', 'event.log')
  return (readFileSync(log, { encoding: 'utf8', flag: 'a+' }).match(/waiting/g)?.length ?? 0) * 100
}

it('starts stage by stage, says who is ready, and stops the other way round, leaving nothing', async () => {
  const system = await start()
  const pids = [...system.pids().values()]
  expect([...system.pids().keys()]).toEqual(['queue', 'auth', 'event', 'gateway'])
  expect((await fetch(`${system.url}/readyz`)).status).toBe(200)
  expect(said.filter(line => line.includes('ready on')).at(-1)).toMatch(
    /^gateway +ready on 127\.0\.0\.1:\d+$/,
  )

  await system.stop()
  await system.stop()
  expect(pids.filter(isAlive)).toEqual([])
  expect(await Promise.all([...system.ports.values()].map(listens))).not.toContain(true)
  const order = notes().map(line => line.replace(/auth|event/, 'service'))
  expect(order).toEqual([
    'queue starts',
    'service starts',
    'service starts',
    'gateway starts',
    'gateway stops: SIGTERM',
    'service stops: SIGTERM',
    'service stops: SIGTERM',
    'queue stops: SIGTERM',
  ])
})

it('shows a warning once and shortened, and keeps every line in the log', async () => {
  await start()
  expect(said.filter(line => line.startsWith('auth') && line.includes('watch out'))).toEqual([
    'auth        watch out: it rains',
  ])
  const log = readFileSync(join(folder, 'data', 'logs', 'auth.log'), 'utf8')
  expect(log.trim().split('\n')).toHaveLength(3)
})

it('starts a process again that was killed, on the same port', async () => {
  const system = await start()
  const before = system.pids().get('event') as number
  process.kill(before, 'SIGKILL')
  await until('event is back', () => notes().filter(line => line === 'event starts').length === 2)
  await until('event listens', () => listens(system.ports.get('event') as number))
  expect(system.pids().get('event')).not.toBe(before)
  expect(said).toContain('event       ended unexpectedly (SIGKILL); it is started again')
})

it('keeps a process that it kills down for as long as something is done meanwhile', async () => {
  const system = await start()
  await system.kill('event', async () => {
    await sleep(1_000)
    expect(system.pids().has('event')).toBe(false)
    expect(notes().filter(line => line === 'event starts')).toHaveLength(1)
  })
  await system.ready('event')
  expect(system.pids().has('event')).toBe(true)
})

it('gives up on a process that ends again and again, and says why', async () => {
  const system = await start({ giveUpAfter: 3 })
  tell('event.fails')
  process.kill(system.pids().get('event') as number, 'SIGKILL')
  const log = join(folder, 'data', 'logs', 'event.log')
  expect((await system.failed).message).toBe(`event did not start: it is told to fail (see ${log})`)
  expect((await fetch(`${system.url}/readyz`)).status).toBe(200)
})

it('tells in one sentence why a process did not start, and leaves nothing running', async () => {
  tell('auth.fails')
  await expect(start()).rejects.toThrow(/^auth did not start: it is told to fail \(see .*auth\.log\)$/)
  expect(notes().toSorted((a, b) => a.localeCompare(b))).toEqual([
    'event starts',
    'event stops: SIGTERM',
    'queue starts',
    'queue stops: SIGTERM',
  ])
  forget('auth.fails')
  await start()
})

it('ends a start that is under way when asked to, and leaves nothing running', async () => {
  tell('event.never-ready')
  const stopping = new AbortController()
  const starting = start({ signal: stopping.signal })
  starting.catch(() => undefined)
  await until('event runs', () => said.some(line => line.startsWith('event')))
  stopping.abort()
  await expect(starting).rejects.toThrow('aborted')
  expect(notes().filter(line => line.endsWith('starts')).length).toBe(
    notes().filter(line => line.endsWith('stops: SIGTERM')).length,
  )
})

it('refuses a port that is in use, and starts nothing', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await new Promise(resolve => taken.once('listening', resolve))
  const { port } = taken.address() as { port: number }
  const sentence = `port ${port} is in use; stop what listens there, or choose another: npm start -- --port ${port + 1}`
  await expect(start({ port })).rejects.toThrow(sentence)
  await expect(start({ env: { ...process.env, REWARDS_AUTH_PORT: String(port) } })).rejects.toThrow(
    `port ${port} is in use; stop what listens there, or choose another for auth`,
  )
  await new Promise(resolve => taken.close(resolve))
  const system = await start({ port, env: { ...process.env, REWARDS_EVENT_PORT: '' } })
  expect(system.url).toBe(`http://127.0.0.1:${port}`)
})

it('refuses a malformed port of the environment', async () => {
  await expect(start({ env: { ...process.env, REWARDS_AUTH_PORT: 'http' } })).rejects.toThrow(
    'REWARDS_AUTH_PORT is "http"; allowed is a port, 0 to 65535',
  )
})

it('refuses a second start on the same data, and lets others run beside it', async () => {
  await start()
  await expect(start()).rejects.toThrow(
    `the system runs already on ${join(folder, 'data')} (process ${process.pid}); stop it first, or choose another folder: npm start -- --data DIR`,
  )
  const other = await start({ dataDir: join(folder, 'other') })
  expect((await fetch(`${other.url}/readyz`)).status).toBe(200)
})

it('can start again on the same data after a stop', async () => {
  await (await start()).stop()
  await (await start()).stop()
  expect(notes().filter(line => line === 'gateway starts')).toHaveLength(2)
})

it('says that a data folder cannot be one', async () => {
  writeFileSync(join(folder, 'data'), 'a file')
  await expect(start()).rejects.toThrow(`cannot use ${join(folder, 'data')} as the data folder: EEXIST`)
})

it('waits for a process as long as that warns of what it waits for', async () => {
  tell('event.waits')
  const starting = start({ readyWithinMs: 5_000 })
  await until('event has waited longer', () => waitedMs() > 6_000)
  forget('event.waits')
  await starting
  expect(said.filter(line => line.endsWith('waiting'))).toEqual(['event       waiting'])
})

it('does not wait for a process that is not ready and does not say why', async () => {
  tell('event.never-ready')
  await expect(start({ readyWithinMs: 5_000 })).rejects.toThrow('event was not ready within 5 s')
})

it('runs a broker of its own, which comes back when it or its keeper is killed', async () => {
  const system = await start({ processes: fakeTableWithBroker })
  const port = system.ports.get('broker') as number
  expect(system.natsUrl).toBe(`nats://127.0.0.1:${port}`)
  const pidFile = join(folder, 'data', 'broker', 'nats-server.pid')
  const serverPid = () => Number(readFileSync(pidFile, 'utf8'))
  const first = serverPid()

  process.kill(first, 'SIGKILL')
  await until('the server is back', async () => serverPid() !== first && (await listens(port)))
  const second = serverPid()
  process.kill(system.pids().get('broker') as number, 'SIGKILL')
  await until('the keeper is back', async () => serverPid() !== second && (await listens(port)))
  const third = serverPid()
  await until('the keeper is told of', () => system.pids().has('broker'))

  await system.stop()
  expect([first, second, third].filter(isAlive)).toEqual([])
})

it('uses the broker that NATS_URL names and starts none', async () => {
  const env = { ...process.env, NATS_URL: 'nats://127.0.0.1:4' }
  const system = await start({ env, processes: fakeTableWithBroker })
  expect(system.natsUrl).toBe('nats://127.0.0.1:4')
  expect([...system.pids().keys()]).toEqual(['auth', 'event', 'gateway'])
})
