import { RewardsError } from '@rewards/errors'
import { expect, test } from 'vitest'
import { createClient, openChannel } from '../src/index.ts'
import { type EchoHandlers, goodToken, runEcho } from './echo-server.ts'
import { EchoService } from './echo-service.ts'

const auth = { token: goodToken }

/** Handlers that are unavailable the first `times`, and how often each was called. */
function failing(times: number, retryAfterMs?: number) {
  const calls = { read: 0, put: 0, write: 0, watch: 0 }
  const step = async (method: keyof typeof calls) => {
    if (calls[method]++ < times)
      throw new RewardsError(
        'unavailable',
        'BUSY',
        'busy',
        retryAfterMs === undefined ? {} : { retryAfterMs },
      )
    return { text: 'done' }
  }
  const handlers: Partial<EchoHandlers> = {
    read: () => step('read'),
    put: () => step('put'),
    write: () => step('write'),
    watch: async function* () {
      yield await step('watch')
    },
  }
  return { calls, handlers }
}

test('what the contract marks as repeatable is repeated until it succeeds', async () => {
  const { calls, handlers } = failing(2)
  await using echo = await runEcho(handlers)
  expect((await echo.client.read({}, auth)).text).toBe('done')
  expect((await echo.client.put({}, auth)).text).toBe('done')
  expect(await Array.fromAsync(echo.client.watch({}, auth))).toHaveLength(1)
  expect(calls).toEqual({ read: 3, put: 3, write: 0, watch: 3 })
})

test('what the contract does not mark is called once', async () => {
  const { calls, handlers } = failing(1)
  await using echo = await runEcho(handlers)
  await expect(echo.client.write({}, auth)).rejects.toMatchObject({ kind: 'unavailable', reason: 'BUSY' })
  expect(calls.write).toBe(1)
})

test('repeats are bounded, and the last error is what the caller gets', async () => {
  const { calls, handlers } = failing(100)
  await using echo = await runEcho(handlers)
  await expect(echo.client.read({}, auth)).rejects.toMatchObject({ kind: 'unavailable', reason: 'BUSY' })
  expect(calls.read).toBe(3)
})

test('an answer that says when to come back reaches the caller instead of being repeated', async () => {
  const { calls, handlers } = failing(1, 2_000)
  await using echo = await runEcho(handlers)
  await expect(echo.client.read({}, auth)).rejects.toMatchObject({ reason: 'BUSY', retryAfterMs: 2_000 })
  expect(calls.read).toBe(1)
})

test('nothing but UNAVAILABLE is repeated', async () => {
  let calls = 0
  const read = async () => {
    calls++
    throw new RewardsError('aborted', 'CONFLICT', 'conflict')
  }
  await using echo = await runEcho({ read })
  await expect(echo.client.read({}, auth)).rejects.toMatchObject({ kind: 'aborted' })
  expect(calls).toBe(1)
})

test('a server that is gone is unavailable at once, and one that is back is found within a second or so', async () => {
  const first = await runEcho()
  await first.client.open({})
  await first.server.close(0)
  await expect(first.client.write({}, auth)).rejects.toMatchObject({ kind: 'unavailable' })
  await new Promise(resolve => setTimeout(resolve, 6_000)) // long enough for a backoff without a bound to have grown
  await using second = await runEcho({}, {}, first.port)
  await expect
    .poll(() => first.client.write({ text: 'back' }, auth), { timeout: 2_800, interval: 100 })
    .toMatchObject({ text: 'back' })
  first.channel.close()
  expect(second.port).toBe(first.port)
}, 20_000)

test('calls go round the replicas, and only to those that are there', async () => {
  const handlers = (text: string): Partial<EchoHandlers> => ({ open: async () => ({ text }) })
  await using one = await runEcho(handlers('one'))
  await using two = await runEcho(handlers('two'))
  const addresses = [
    `localhost:${one.port}`,
    `127.0.0.1:${two.port}`,
    '127.0.0.1:1',
    'no-such-host.invalid:1',
  ]
  const channel = openChannel({ addresses, services: [EchoService] })
  const client = createClient(EchoService, channel)
  const ask = async () => (await client.open({})).text
  await expect.poll(ask).toBe('one')
  await expect.poll(ask).toBe('two')
  await one.server.close(0)
  const answers = await Promise.all(Array.from({ length: 20 }, ask))
  expect(new Set(answers)).toEqual(new Set(['two']))
  channel.close()
})

test('a name may stand for a single replica', async () => {
  await using echo = await runEcho()
  const channel = openChannel({ addresses: [`localhost:${echo.port}`], services: [EchoService] })
  expect((await createClient(EchoService, channel).open({ text: 'hi' })).text).toBe('hi')
  channel.close()
})

test('a channel without addresses, or with a malformed one, is a mistake that is told at once', () => {
  expect(() => openChannel({ addresses: [], services: [] })).toThrow('a channel needs at least one address')
  expect(() => openChannel({ addresses: ['a', 'b:1'], services: [] })).toThrow('a is not host:port')
})
