import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type RunningSystem, type SystemOptions, startSystem } from '../src/index.ts'
import { fakeTable, fakeTableWithBroker } from './fixtures/fake-table.ts'
import { isAlive, until } from './support.ts'

let folder: string
let system: RunningSystem

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rewards-replicas-'))
})
afterEach(async () => {
  await system?.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function start(options: Partial<SystemOptions> = {}): Promise<void> {
  const usual = { dataDir: folder, port: 0, env: process.env, processes: fakeTable, replicas: 2 }
  system = await startSystem({ ...usual, ...options })
}

const pidOf = (name: string): number => system.pids().get(name) ?? 0
const addressOf = (name: string): string => `127.0.0.1:${system.ports.get(name)}`
const environmentOf = (name: string) =>
  JSON.parse(readFileSync(join(folder, `${system.ports.get(name)}.json`), 'utf8'))
const metricsUrls = () =>
  Object.fromEntries(
    system.metricsPorts.entries().map(([name, port]) => [name, `http://127.0.0.1:${port}/metrics`]),
  )
const note = () => JSON.parse(readFileSync(join(folder, 'system.json'), 'utf8'))

it('runs so many processes of everything, and one broker', async () => {
  await start({ processes: fakeTableWithBroker })
  const names = ['broker', 'auth', 'auth-2', 'event', 'event-2', 'gateway', 'gateway-2']
  expect([...system.pids().keys()]).toEqual(names)
  expect(new Set(system.pids().values()).size).toBe(names.length)
  expect(system.urls).toEqual([`http://${addressOf('gateway')}`, `http://${addressOf('gateway-2')}`])
  expect(system.url).toBe(system.urls[0])
  expect(new Set(readdirSync(join(folder, 'logs')))).toEqual(new Set(names.map(name => `${name}.log`)))
})

it('tells each process where all the processes of the other services are', async () => {
  await start()
  for (const name of ['event', 'event-2'])
    expect(environmentOf(name)).toMatchObject({
      REWARDS_EVENT_PORT: String(system.ports.get(name)),
      REWARDS_AUTH_URLS: `${addressOf('auth')},${addressOf('auth-2')}`,
      REWARDS_GATEWAY_URLS: `${addressOf('gateway')},${addressOf('gateway-2')}`,
    })
  expect(environmentOf('event')).not.toHaveProperty('REWARDS_EVENT_URLS')
})

it('notes while it runs where its gateways and its data are', async () => {
  await start()
  expect(note()).toEqual({ urls: system.urls, metrics: metricsUrls() })
  await system.stop()
  expect(readdirSync(folder)).not.toContain('system.json')
  await start({ env: { ...process.env, MONGODB_URL: 'mongodb://ann:secret@127.0.0.1:4/shop' } })
  expect(note()).toEqual({
    urls: system.urls,
    metrics: metricsUrls(),
    mongodb: { url: 'mongodb://127.0.0.1:4/shop', prefix: 'shop' },
  })
  expect(environmentOf('event').MONGODB_URL).toBe('mongodb://ann:secret@127.0.0.1:4/shop')
})

it('measures nothing when that is asked for, whatever the environment says', async () => {
  await start({ metrics: false, env: { ...process.env, REWARDS_EVENT_METRICS_PORT: '9464' } })
  expect(note()).toEqual({ urls: system.urls, metrics: {} })
  for (const name of ['event', 'event-2'])
    expect(environmentOf(name)).not.toHaveProperty('REWARDS_EVENT_METRICS_PORT')
})

it('restarts one process in order, and leaves the others alone', async () => {
  await start()
  const before = system.pids()
  await system.restart('event-2')
  const after = system.pids()
  expect(after.get('event-2')).not.toBe(before.get('event-2'))
  expect(isAlive(before.get('event-2') as number)).toBe(false)
  expect([...after].filter(([name]) => name !== 'event-2')).toEqual(
    [...before].filter(([name]) => name !== 'event-2'),
  )
  expect(readFileSync(join(folder, 'notes'), 'utf8')).toMatch(/event stops: SIGTERM\nevent starts\n$/)
})

it('joins a restart under way', async () => {
  await start()
  await Promise.all([system.restart('auth'), system.restart('auth')])
  expect(readFileSync(join(folder, 'notes'), 'utf8').match(/auth stops/g)).toHaveLength(1)
})

it('kills one process, which is started again, and knows when it is ready', async () => {
  await start()
  const before = pidOf('event-2')
  await system.kill('event-2')
  expect(isAlive(before)).toBe(false)
  await expect(system.kill('event-2')).rejects.toThrow('event-2 does not run at this moment')
  await system.ready('event-2')
  expect(isAlive(pidOf('event-2'))).toBe(true)
})

it('starts a process again that is killed while it is restarted', async () => {
  await start()
  const restarting = system.restart('auth')
  const before = pidOf('auth')
  await until('the next one runs', () => ![0, before].includes(pidOf('auth')))
  await system.kill('auth')
  await restarting
  expect(isAlive(pidOf('auth'))).toBe(true)
})

it('starts nothing any more when it is stopped while it restarts', async () => {
  await start()
  const restarting = Promise.allSettled(['auth', 'event', 'gateway-2'].map(name => system.restart(name)))
  await system.stop()
  expect((await restarting).map(({ status }) => status)).not.toContain('fulfilled')
  expect([...system.pids()]).toEqual([])
})

it('names the processes that there are', async () => {
  await start()
  await expect(system.restart('event-3')).rejects.toThrow(
    'there is no process "event-3"; there are queue, queue-2, auth, auth-2, event, event-2, gateway, gateway-2',
  )
})
