import { Code, ConnectError, createClient } from '@connectrpc/connect'
import { createGrpcTransport } from '@connectrpc/connect-node'
import type { ServerWritableStream } from '@grpc/grpc-js'
import { AccessFeedService, AuthService } from '@rewards/contracts/auth'
import { pathOf } from '@rewards/rpc'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { FakeBackend, publishTestKey, type RawHandlers, testKey } from './support/fake-backend.ts'
import { ProbeService } from './support/probe.ts'
import { type Probed, runProbed } from './support/running.ts'
import { tokenFrom } from './support/tokens.ts'

/** What auth tells whoever asks. */
let endedSessions: { sessionId: string; endedAt: { seconds: bigint } }[] = []
const seconds = () => BigInt(Math.floor(Date.now() / 1_000))

const feed: RawHandlers = {
  [pathOf(AccessFeedService.method.listAccessChanges)]: ((call: ServerWritableStream<unknown, unknown>) => {
    call.write({ readAt: { seconds: seconds() }, endedSessions })
    call.end()
  }) as never,
}
/** A stream that says one thing and then nothing, for as long as it is let. */
const watch: RawHandlers = {
  [pathOf(ProbeService.method.watch)]: ((call: ServerWritableStream<unknown, unknown>) => {
    call.write({ text: 'hello' })
  }) as never,
}

const auth = new FakeBackend([AuthService, AccessFeedService], { ...publishTestKey, ...feed })
let gateway: Probed
beforeAll(async () => {
  await auth.start()
  gateway = await runProbed(watch, {}, { auth: [auth.address] })
})
afterAll(async () => {
  await gateway.stop()
  auth.stop()
})

const headersOf = async (sid: string) => {
  const token = await tokenFrom(testKey, { claims: { sid } })
  return { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
}

async function read(sid: string): Promise<string> {
  const path = `/${ProbeService.typeName}/Read`
  const headers = await headersOf(sid)
  const response = await fetch(gateway.url + path, { method: 'POST', headers, body: '{}' })
  const body = (await response.json()) as { details?: { debug?: { reason?: string } }[] }
  return body.details?.find(({ debug }) => debug?.reason)?.debug?.reason ?? String(response.status)
}

test('a token that counts no more is refused at the door, and a stream that is open with it is cut there', async () => {
  expect(await read('ses_a')).toBe('200')
  const client = createClient(ProbeService, createGrpcTransport({ baseUrl: gateway.url }))
  const seen: string[] = []
  const watching = (async () => {
    for await (const { text } of client.watch({}, { headers: await headersOf('ses_a') })) {
      seen.push(text)
      endedSessions = [{ sessionId: 'ses_a', endedAt: { seconds: seconds() } }]
    }
  })()
  const error = await watching.catch(ConnectError.from)
  expect(error).toMatchObject({ code: Code.Unauthenticated, rawMessage: /counts no more/ })
  expect(seen).toEqual(['hello'])
  gateway.event.reached.splice(0)
  expect(await read('ses_a')).toBe('TOKEN_REVOKED')
  expect(gateway.event.reached).toEqual([])
  expect(await read('ses_b')).toBe('200')
}, 20_000)

test('while auth cannot be asked, what counted no more still does not, and the others still do', async () => {
  auth.stop()
  expect(await read('ses_a')).toBe('TOKEN_REVOKED')
  expect(await read('ses_b')).toBe('200')
  await auth.start()
})
