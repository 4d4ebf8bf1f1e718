import { ConnectError, createClient } from '@connectrpc/connect'
import { createConnectTransport } from '@connectrpc/connect-node'
import { AuthService } from '@rewards/contracts/auth'
import { pathOf } from '@rewards/rpc'
import { expect, test } from 'vitest'
import { FakeBackend, publishTestKey, testKey, unary } from './support/fake-backend.ts'
import { type Pausable, pausable } from './support/pausable.ts'
import { ProbeService } from './support/probe.ts'
import { type Running, runGateway } from './support/running.ts'
import { tokenFrom } from './support/tokens.ts'

const headers = { authorization: `Bearer ${await tokenFrom(testKey)}` }
const patience = { timeout: 30_000 }

/** A gateway before two replicas of one service, each behind a way that can be paused. */
async function world() {
  const auth = new FakeBackend([AuthService], publishTestKey)
  const replicas = ['one', 'two'].map(text => new FakeBackend([ProbeService], answering(text)))
  const [one, two] = replicas as [FakeBackend, FakeBackend]
  await Promise.all([auth, one, two].map(backend => backend.start()))
  const ways = (await Promise.all(replicas.map(({ port }) => pausable(port)))) as [Pausable, Pausable]
  const addresses = { auth: [auth.address], event: ways.map(({ address }) => address) }
  const rest = { condition: [auth.address], reward: [auth.address] }
  const services = { auth: [AuthService], event: [ProbeService], condition: [], reward: [] }
  const gateway = await runGateway({ ...addresses, ...rest }, { services })
  const dispose = async () => {
    for (const way of ways) way[Symbol.dispose]()
    await gateway.stop()
    for (const backend of [auth, one, two]) backend.stop()
  }
  return { gateway, one, two, ways, [Symbol.asyncDispose]: dispose }
}

function answering(text: string) {
  const answer = unary(() => ({ text }))
  return { [pathOf(ProbeService.method.echo)]: answer, [pathOf(ProbeService.method.read)]: answer }
}

/** What so many calls at once come to: the names of those who answered, or the failures. */
async function outcomes({ url }: Running, method: 'echo' | 'read', calls = 10): Promise<string[]> {
  const client = createClient(ProbeService, createConnectTransport({ baseUrl: url, httpVersion: '1.1' }))
  const call = () => client[method]({}, { headers, timeoutMs: 5_000 }).then(({ text }) => text, codeOf)
  const all = await Promise.all(Array.from({ length: calls }, call))
  return [...new Set(all)].toSorted((a, b) => a.localeCompare(b))
}

function codeOf(error: unknown): string {
  return ConnectError.from(error).message
}

const isReady = async ({ url }: Running) => (await fetch(`${url}/readyz`)).ok

test('a replica that is killed costs no call that may be repeated, and the gateway stays ready', async () => {
  await using it = await world()
  await expect.poll(() => outcomes(it.gateway, 'read'), patience).toEqual(['one', 'two'])
  const calls = Array.from({ length: 5 }, () => outcomes(it.gateway, 'read', 20))
  it.two.stop()
  for (const answered of await Promise.all(calls))
    expect(['one', 'two']).toEqual(expect.arrayContaining(answered))
  expect(await outcomes(it.gateway, 'read', 50)).toEqual(['one'])
  expect(await outcomes(it.gateway, 'echo', 50)).toEqual(['one'])
  for (let i = 0; i < 5; i++) expect(await isReady(it.gateway)).toBe(true)
  await it.two.start()
  await expect.poll(() => outcomes(it.gateway, 'echo'), patience).toEqual(['one', 'two'])
}, 120_000)

test('a replica that is paused gets no calls after a while, and gets them again when it goes on', async () => {
  await using it = await world()
  await expect.poll(() => outcomes(it.gateway, 'echo'), patience).toEqual(['one', 'two'])
  it.ways[1].pause(true)
  for (let i = 0; i < 3; i++) expect(await isReady(it.gateway)).toBe(true)
  await expect.poll(() => outcomes(it.gateway, 'echo'), patience).toEqual(['one'])
  for (let i = 0; i < 5; i++) expect(await outcomes(it.gateway, 'echo')).toEqual(['one'])
  it.ways[1].pause(false)
  await expect.poll(() => outcomes(it.gateway, 'echo'), patience).toEqual(['one', 'two'])
}, 120_000)

test('when all replicas of a service are gone or paused the gateway is not ready, and says unavailable', async () => {
  await using it = await world()
  await expect.poll(() => outcomes(it.gateway, 'echo'), patience).toEqual(['one', 'two'])
  it.ways[0].pause(true)
  it.two.stop()
  await expect.poll(() => isReady(it.gateway), patience).toBe(false)
  const unavailable = '[unavailable] the event service cannot be reached right now'
  await expect.poll(() => outcomes(it.gateway, 'echo'), patience).toEqual([unavailable])
  await it.two.start()
  await expect.poll(() => isReady(it.gateway), patience).toBe(true)
  expect(await outcomes(it.gateway, 'echo')).toEqual(['two'])
}, 120_000)
