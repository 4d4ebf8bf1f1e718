import { once } from 'node:events'
import http2 from 'node:http2'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { type EchoHandlers, goodToken, runEcho } from './echo-server.ts'
import { callerOf } from './replica.ts'

const auth = { token: goodToken }

/** A replica that dies, again and again, just after the headers of an answer have left it. */
async function dyingInAnswers() {
  const state = { answersBegun: 0 }
  const server = http2.createServer()
  server.on('stream', async (stream: http2.ServerHttp2Stream, headers) => {
    stream.on('error', () => undefined)
    if (headers[':path']?.startsWith('/grpc.health.')) {
      stream.respond(
        { ':status': 200, 'content-type': 'application/grpc', 'grpc-status': '12' },
        { endStream: true },
      )
      return
    }
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' })
    state.answersBegun++
    await sleep(50) // for the headers to arrive
    stream.session?.socket.destroy()
  })
  server.on('sessionError', () => undefined)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { port, state, [Symbol.dispose]: () => void server.close() }
}

/** Calls until one call met the dying replica; what became of that one. */
async function struck(state: { answersBegun: number }, call: () => Promise<unknown>): Promise<unknown> {
  for (;;) {
    const before = state.answersBegun
    const outcome = await call().catch((error: unknown) => error)
    if (state.answersBegun > before) return outcome
    await sleep(20)
  }
}

async function world(handlers: Partial<EchoHandlers> = {}) {
  const dying = await dyingInAnswers()
  const echo = await runEcho(handlers)
  const caller = callerOf(echo, dying)
  const dispose = async () => {
    caller.channel.close()
    dying[Symbol.dispose]()
    await echo[Symbol.asyncDispose]()
  }
  return { client: caller.client, state: dying.state, [Symbol.asyncDispose]: dispose }
}

test('a call whose connection breaks in the middle of the answer is repeated where the contract lets it be', async () => {
  await using it = await world()
  expect(await struck(it.state, () => it.client.read({ text: 'hi' }, auth))).toMatchObject({ text: 'hi' })
  expect(await struck(it.state, () => it.client.put({ text: 'hi' }, auth))).toMatchObject({ text: 'hi' })
})

test('a call that the contract does not mark is not, for it may have been done', async () => {
  await using it = await world()
  expect(await struck(it.state, () => it.client.write({}, auth))).toMatchObject({
    kind: 'unavailable',
    reason: 'UNREACHABLE',
  })
})

test('a stream that had begun is not repeated: its reader resumes', async () => {
  await using it = await world()
  const read = () => Array.fromAsync(it.client.watch({ text: 'n', count: 2 }, auth))
  expect(await struck(it.state, read)).toMatchObject({ kind: 'unavailable' })
  await expect.poll(read, { timeout: 5_000 }).toHaveLength(2)
})

test('the repeat ends with its caller too', async () => {
  const reached = Promise.withResolvers<void>()
  const read = () => {
    if (it.state.answersBegun > 0) reached.resolve()
    return it.state.answersBegun > 0 ? new Promise<never>(() => undefined) : Promise.resolve({})
  }
  await using it = await world({ read })
  const abort = new AbortController()
  void reached.promise.then(() => abort.abort(new Error('enough')))
  const outcome = await struck(it.state, () => it.client.read({}, { ...auth, signal: abort.signal }))
  expect(outcome).toMatchObject({ message: 'enough' })
})
