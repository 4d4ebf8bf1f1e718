import { Server as GrpcServer, ServerCredentials, type ServerWritableStream } from '@grpc/grpc-js'
import { RewardsError } from '@rewards/errors'
import { service as health } from 'grpc-health-check'
import { expect, test } from 'vitest'
import { type EchoHandlers, goodToken, type Running, runEcho } from './echo-server.ts'
import { answering, callerOf } from './replica.ts'

const auth = { token: goodToken }

/** An echo server that answers with this name and says that it serves. */
async function running(name: string, handlers: Partial<EchoHandlers> = {}): Promise<Running> {
  const echo = await runEcho({ open: async () => ({ text: name }), ...handlers })
  echo.server.setServing(true)
  return echo
}

const patience = { timeout: 10_000 }

test('a replica that says it does not serve gets no calls while another serves, and gets them again when it does', async () => {
  await using one = await running('one')
  await using two = await running('two')
  using caller = callerOf(one, two)
  await expect.poll(() => answering(caller), patience).toEqual(['one', 'two'])
  two.server.setServing(false)
  await expect.poll(() => answering(caller), patience).toEqual(['one'])
  two.server.setServing(true)
  one.server.setServing(false)
  await expect.poll(() => answering(caller), patience).toEqual(['two'])
  one.server.setServing(true)
  await expect.poll(() => answering(caller), patience).toEqual(['one', 'two'])
})

test('when none of them serves, calls go to all that are connected and bring back what these say', async () => {
  const down = new RewardsError('unavailable', 'STORE_UNAVAILABLE', 'the store does not answer')
  const write = () => Promise.reject(down)
  await using one = await running('one', { write })
  await using two = await running('two', { write })
  using caller = callerOf(one, two)
  await expect.poll(() => answering(caller), patience).toEqual(['one', 'two'])
  one.server.setServing(false)
  await expect.poll(() => answering(caller), patience).toEqual(['two'])
  two.server.setServing(false)
  await expect.poll(() => answering(caller), patience).toEqual(['one', 'two'])
  await expect(caller.client.write({}, auth)).rejects.toMatchObject({ reason: 'STORE_UNAVAILABLE' })
})

test('when the only one that serves is gone, the others are asked rather than nobody', async () => {
  await using one = await running('one')
  await using two = await running('two')
  using caller = callerOf(one, two)
  await expect.poll(() => answering(caller), patience).toEqual(['one', 'two'])
  two.server.setServing(false)
  await expect.poll(() => answering(caller), patience).toEqual(['one'])
  await one.server.close(0)
  expect(await answering(caller)).toEqual(['two'])
})

test('a lone replica is called whatever it says of itself', async () => {
  await using one = await running('one')
  using caller = callerOf(one)
  expect(await caller.ask()).toBe('one')
  one.server.setServing(false)
  expect(await answering(caller)).toEqual(['one'])
})

test('what the contract lets be repeated is repeated on another replica; anything else fails and is done once', async () => {
  const done = { one: 0, two: 0 }
  const broken = () => Promise.reject(new RewardsError('unavailable', 'BUSY', 'busy'))
  const count = (name: keyof typeof done, then: () => Promise<object>) => {
    done[name]++
    return then()
  }
  await using one = await running('one', { read: broken, write: () => count('one', broken) })
  await using two = await running('two', { write: () => count('two', async () => ({ text: 'done' })) })
  using caller = callerOf(one, two)
  await expect.poll(() => answering(caller), patience).toEqual(['one', 'two'])
  for (let i = 0; i < 10; i++)
    expect(await caller.client.read({ text: 'hi' }, auth)).toMatchObject({ text: 'hi' })
  const writes = await Promise.allSettled(Array.from({ length: 10 }, () => caller.client.write({}, auth)))
  expect(writes.filter(({ status }) => status === 'fulfilled')).toHaveLength(5)
  expect(done).toEqual({ one: 5, two: 5 })
})

/** A foreign server, that answers Open with this name; `watch` is its health service, if it has one. */
async function foreign(name: string, watch?: (call: ServerWritableStream<unknown, unknown>) => void) {
  const server = new GrpcServer()
  const answer = Buffer.from([0x0a, name.length, ...Buffer.from(name)])
  const asIs = (bytes: Buffer) => bytes
  const open = (_: unknown, callback: (error: null, bytes: Buffer) => void) => callback(null, answer)
  server.register('/rewards.test.v1.EchoService/Open', open as never, asIs, asIs, 'unary')
  const check = (_: unknown, callback: (error: null, answer: object) => void) => callback(null, {})
  if (watch) server.addService(health, { check, watch } as never)
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) =>
    error ? reject(error) : resolve(port),
  )
  return { port: await promise, [Symbol.dispose]: () => server.forceShutdown() }
}

test('a replica that has no health service counts as one that serves', async () => {
  await using one = await running('one')
  using two = await foreign('two')
  using caller = callerOf(one, two)
  await expect.poll(() => answering(caller), patience).toEqual(['one', 'two'])
  await new Promise(resolve => setTimeout(resolve, 1_500)) // time for its refusal to matter, if it did
  expect(await answering(caller)).toEqual(['one', 'two'])
})

test('a watch that ends while the connection lasts is begun again', async () => {
  let watches = 0
  await using one = await running('one')
  using two = await foreign('two', call => {
    call.write({ status: ++watches > 1 ? 'NOT_SERVING' : 'SERVING' })
    if (watches === 1) call.end()
  })
  using caller = callerOf(one, two)
  await expect.poll(() => answering(caller), patience).toEqual(['one', 'two'])
  await expect.poll(() => answering(caller), patience).toEqual(['one'])
  expect(watches).toBe(2)
})

test('a channel that is closed leaves no watch behind: the server is free to go at once', async () => {
  await using one = await running('one')
  const caller = callerOf(one)
  await caller.ask()
  await new Promise(resolve => setTimeout(resolve, 100)) // for the watch to be there
  caller.channel.close()
  await one.server.close(60_000)
})
