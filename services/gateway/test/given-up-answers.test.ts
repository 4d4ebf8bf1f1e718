import { once } from 'node:events'
import { type ClientHttp2Session, connect, constants } from 'node:http2'
import type { sendUnaryData, UntypedHandleCall } from '@grpc/grpc-js'
import { pathOf } from '@rewards/rpc'
import { expect, test } from 'vitest'
import { testKey } from './support/fake-backend.ts'
import { ProbeService } from './support/probe.ts'
import { runProbed } from './support/running.ts'
import { tokenFrom } from './support/tokens.ts'

const ECHO = pathOf(ProbeService.method.echo)
const authorization = `Bearer ${await tokenFrom(testKey)}`
const ANSWER_BYTES = 2_000_000

const answerMuch = ((_: unknown, callback: sendUnaryData<object>) =>
  callback(null, { text: 'x'.repeat(ANSWER_BYTES) })) as UntypedHandleCall

function call(session: ClientHttp2Session) {
  const headers = { ':method': 'POST', ':path': ECHO, 'content-type': 'application/json', authorization }
  const stream = session.request(headers)
  stream.on('error', () => undefined)
  return stream.end('{}')
}

test('a connection on which many answers are given up halfway still serves', async () => {
  await using gateway = await runProbed({ [ECHO]: answerMuch })
  const session = connect(gateway.url)
  session.on('error', () => undefined)
  for (let i = 0; i < 20; i++) {
    const stream = call(session)
    await once(stream, 'response')
    stream.close(constants.NGHTTP2_CANCEL)
    await once(stream, 'close')
  }
  const last = call(session)
  let bytes = 0
  last.on('data', (chunk: Buffer) => {
    bytes += chunk.length
  })
  await once(last, 'close')
  session.destroy()
  expect(last.rstCode).toBe(constants.NGHTTP2_NO_ERROR)
  expect(bytes).toBeGreaterThan(ANSWER_BYTES)
})
