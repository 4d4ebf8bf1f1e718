import { createServer } from 'node:net'
import { expect, it } from 'vitest'
import { choosePorts } from '../src/choose-ports.ts'
import { freePorts } from '../src/ports.ts'
import { replicated } from '../src/process-table.ts'
import { fakeTable } from './fixtures/fake-table.ts'

const two = replicated(fakeTable, 2).flat()

/** A port that is free, and so are those that further replicas of it take. */
async function freeBase(): Promise<number> {
  const [port = 0] = await freePorts(1)
  return port > 65_000 ? freeBase() : port
}

it('names a further replica by its number', () => {
  const names = replicated(fakeTable, 3).map(stage => stage.map(({ name }) => name))
  expect(names).toEqual([
    ['queue', 'queue-2', 'queue-3'],
    ['auth', 'auth-2', 'auth-3', 'event', 'event-2', 'event-3'],
    ['gateway', 'gateway-2', 'gateway-3'],
  ])
})

it('puts a further replica of a named port 100 above the one before, and every other process on a free port', async () => {
  const [gateway, event] = [await freeBase(), await freeBase()]
  const { ports } = await choosePorts(two, gateway, { REWARDS_EVENT_PORT: String(event) })
  expect(ports.get('gateway')).toBe(gateway)
  expect(ports.get('gateway-2')).toBe(gateway + 100)
  expect(ports.get('event')).toBe(event)
  expect(ports.get('event-2')).toBe(event + 100)
  expect(new Set(ports.values()).size).toBe(two.length)
  expect([...ports.keys()]).toEqual(two.map(({ name }) => name))
})

it('says which further replica finds its port in use', async () => {
  const gateway = await freeBase()
  const taken = createServer().listen(gateway + 100, '127.0.0.1')
  await new Promise(resolve => taken.once('listening', resolve))
  await expect(choosePorts(two, gateway, {})).rejects.toThrow(
    `port ${gateway + 100} is in use; stop what listens there, or choose another for gateway-2`,
  )
  await new Promise(resolve => taken.close(resolve))
})

it('refuses ports that two processes would share', async () => {
  const gateway = await freeBase()
  await expect(choosePorts(two, gateway, { REWARDS_AUTH_PORT: String(gateway + 100) })).rejects.toThrow(
    `auth and gateway-2 would both listen on port ${gateway + 100}: a further replica listens 100 above the one before`,
  )
})

it('refuses a port above the last', async () => {
  await expect(choosePorts(two, 65_500, {})).rejects.toThrow(
    'gateway-2 would listen on port 65600, and ports end at 65535: a further replica listens 100 above the one before',
  )
})
