import { currentLogContext, traceIdOf } from '@rewards/process'
import { expect, test } from 'vitest'
import { type CallContext, createClient, openChannel } from '../src/index.ts'
import { goodToken, runEcho } from './echo-server.ts'
import { EchoService } from './echo-service.ts'
import { rawCall } from './raw-call.ts'

const auth = { token: goodToken }

/** A handler that never answers, and tells when its signal was aborted and why. */
function endless() {
  const { promise: reason, resolve } = Promise.withResolvers<Error>()
  const { promise: begun, resolve: begin } = Promise.withResolvers<CallContext>()
  const handler = (_: unknown, context: CallContext) => {
    context.signal.addEventListener('abort', () => resolve(context.signal.reason))
    begin(context)
    return new Promise<never>(() => undefined)
  }
  return { handler, reason, begun }
}

test('a unary call and a stream bring back what the handlers gave', async () => {
  await using echo = await runEcho()
  expect((await echo.client.open({ text: 'hi' })).text).toBe('hi')
  const texts = await Array.fromAsync(echo.client.watch({ text: 'n', count: 100 }, auth), ({ text }) => text)
  expect(texts).toEqual(Array.from({ length: 100 }, (_, i) => `n${i}`))
})

test('the deadline reaches the handler: it sees when, and its signal is aborted then', async () => {
  const { handler, reason, begun } = endless()
  await using echo = await runEcho({ write: handler })
  const before = Date.now()
  const call = echo.client.write({}, { ...auth, timeoutMs: 1_000 })
  await expect(call).rejects.toMatchObject({ kind: 'unavailable', reason: 'DEADLINE_EXCEEDED' })
  expect((await begun).deadlineMs).toBeLessThan(before + 5_000)
  expect(await reason).toMatchObject({ name: 'CallEnded', reason: 'DEADLINE_EXCEEDED' })
})

test('cancelling reaches the handler, and the caller gets the reason of their own signal', async () => {
  const { handler, reason, begun } = endless()
  await using echo = await runEcho({ write: handler })
  const abort = new AbortController()
  const call = echo.client.write({}, { ...auth, signal: abort.signal })
  await begun
  abort.abort(new Error('changed my mind'))
  await expect(call).rejects.toThrow('changed my mind')
  expect(await reason).toMatchObject({ name: 'CallEnded', reason: 'CANCELLED' })
})

test('a signal that was aborted before makes no call', async () => {
  await using echo = await runEcho()
  await expect(echo.client.open({}, { signal: AbortSignal.abort(new Error('too late')) })).rejects.toThrow(
    'too late',
  )
  const watch = Array.fromAsync(
    echo.client.watch({}, { ...auth, signal: AbortSignal.abort(new Error('too late')) }),
  )
  await expect(watch).rejects.toThrow('too late')
})

test('the server has a longest deadline, for those who ask for more and for those who name none', async () => {
  const { handler, reason } = endless()
  await using echo = await runEcho({ write: handler }, { limits: { longestUnaryMs: 50 } })
  const call = echo.client.write({}, { ...auth, timeoutMs: 60_000 })
  await expect(call).rejects.toMatchObject({
    reason: 'DEADLINE_EXCEEDED',
    message: 'the time for the call is over',
  })
  expect(await reason).toMatchObject({ reason: 'DEADLINE_EXCEEDED' })
})

test('a call made for a call inherits its deadline, its cancellation and its trace, but not its token', async () => {
  const { handler, reason } = endless()
  const traces: string[] = []
  await using inner = await runEcho({
    write: handler,
    open: async (_, { traceparent, caller }) => {
      traces.push(traceparent)
      return { text: String(caller) }
    },
  })
  await using outer = await runEcho({
    read: async (_, context) => {
      traces.push(context.traceparent)
      const { text } = await inner.client.open({}, { context })
      await inner.client.write({}, { context, timeoutMs: 60_000, token: goodToken })
      return { text }
    },
  })
  await expect(outer.client.read({}, { ...auth, timeoutMs: 1_500 })).rejects.toMatchObject({
    kind: 'unavailable',
  })
  expect(await reason).toMatchObject({ name: 'CallEnded' })
  const [first, second] = traces as [string, string]
  expect(traceIdOf(second)).toBe(traceIdOf(first))
  expect(second).not.toBe(first)
})

test('a call made for a call has no more time than that one', async () => {
  const deadlines: number[] = []
  await using inner = await runEcho({
    open: async (_, { deadlineMs }) => {
      deadlines.push(deadlineMs)
      return {}
    },
  })
  await using outer = await runEcho({
    read: async (_, context) => {
      deadlines.push(context.deadlineMs + 1_000) // what the header rounds and the way takes is far less
      return inner.client.open({}, { context, timeoutMs: 20_000 })
    },
  })
  await outer.client.read({}, { ...auth, timeoutMs: 5_000 })
  const [most, given] = deadlines as [number, number]
  expect(given).toBeLessThan(most)
})

test('a trace is accepted when it is well-formed, replaced when not, and is in the context of logs', async () => {
  await using echo = await runEcho({
    open: async (_, { traceparent }) => {
      seen.push(traceparent, currentLogContext().traceparent)
      return {}
    },
  })
  const seen: (string | undefined)[] = []
  const good = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`
  await rawCall(echo.channel, 'Open', { traceparent: good })
  expect(seen).toEqual([good, good])
  await rawCall(echo.channel, 'Open', { traceparent: `00-${'0'.repeat(32)}-zz-01` })
  expect(seen[2]).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
})

test('a request over the limit is refused, one under it goes through, and the server lives on', async () => {
  await using echo = await runEcho({}, { limits: { maxRequestBytes: 10_000 } })
  await expect(echo.client.open({ text: 'x'.repeat(20_000) })).rejects.toMatchObject({
    kind: 'resource_exhausted',
  })
  expect((await echo.client.open({ text: 'x'.repeat(9_000) })).text).toHaveLength(9_000)
})

test('an answer over the limit is an internal error, in unary calls and in streams', async () => {
  const text = 'x'.repeat(20_000)
  const watch = async function* () {
    yield { text }
  }
  await using echo = await runEcho(
    { open: async () => ({ text }), watch },
    { limits: { maxResponseBytes: 10_000 } },
  )
  await expect(echo.client.open({})).rejects.toThrow('INTERNAL')
  await expect(Array.fromAsync(echo.client.watch({}, auth))).rejects.toThrow('INTERNAL')
})

test('a client refuses an answer that is larger than it accepts', async () => {
  await using echo = await runEcho()
  const addresses = [`127.0.0.1:${echo.port}`]
  const channel = openChannel({ addresses, services: [EchoService], maxResponseBytes: 1_000 })
  const small = createClient(EchoService, channel)
  await expect(small.open({ text: 'x'.repeat(2_000) })).rejects.toMatchObject({ kind: 'resource_exhausted' })
  channel.close()
})
