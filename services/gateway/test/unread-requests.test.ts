import { once } from 'node:events'
import { type ClientHttp2Session, connect } from 'node:http2'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testKey } from './support/fake-backend.ts'
import { probeHandlers } from './support/probe-handlers.ts'
import { type Probed, runProbed } from './support/running.ts'
import { tokenFrom } from './support/tokens.ts'

const SERVICE = '/rewards.probe.v1.ProbeService'
const AT_ONCE = 4
const bearer = `Bearer ${await tokenFrom(testKey)}`

let gateway: Probed
beforeAll(async () => {
  const limits = { maxRequestBytes: 1_024, maxStreamsPerConnection: AT_ONCE, maxCallsPerUser: AT_ONCE }
  gateway = await runProbed(probeHandlers, { limits })
})
afterAll(() => gateway.stop())

interface Request {
  readonly path: string
  readonly type: string
  readonly token?: string
  readonly body: Buffer
}

const CONNECT = 'application/connect+proto'
/** One message over the limit, and more than a caller can send before any of it is read: some of it stays unread. */
const BODY = Buffer.concat([Buffer.from([0, 0, 4, 0, 0]), Buffer.alloc(0x40000)])

/** How the call ended: its status, of HTTP or gRPC's, or the error its stream was reset with. */
async function answered(session: ClientHttp2Session, request: Request, end: boolean): Promise<string> {
  const { path, type, token = bearer, body } = request
  const headers = { ':method': 'POST', ':path': path, 'content-type': type, authorization: token }
  const stream = session.request({ ...headers, te: 'trailers' })
  let status = ''
  stream.on('response', answer => {
    status ||= String(answer['grpc-status'] ?? answer[':status'])
  })
  stream.on('trailers', trailers => {
    status = String(trailers['grpc-status'] ?? status)
  })
  stream.on('error', () => undefined).resume()
  if (end) stream.end(body)
  else stream.write(body)
  await once(stream, 'close')
  return stream.rstCode === 0 ? status : `reset ${stream.rstCode}`
}

describe('a connection on which requests are answered before they are read still serves', () => {
  const requests: [string, Request, string][] = [
    ['over the limit, JSON', { path: `${SERVICE}/Echo`, type: 'application/json', body: BODY }, '429'],
    ['over the limit, gRPC', { path: `${SERVICE}/Echo`, type: 'application/grpc', body: BODY }, '8'],
    [
      'over the limit, gRPC-web',
      { path: `${SERVICE}/Echo`, type: 'application/grpc-web', body: BODY },
      '200',
    ],
    ['over the limit, a stream', { path: `${SERVICE}/Collect`, type: CONNECT, body: BODY }, '200'],
    [
      'no token, JSON',
      { path: `${SERVICE}/Echo`, type: 'application/json', token: 'none', body: BODY },
      '401',
    ],
    [
      'no token, gRPC',
      { path: `${SERVICE}/Collect`, type: 'application/grpc', token: 'none', body: BODY },
      '16',
    ],
    ['a type that there is not', { path: `${SERVICE}/Echo`, type: 'text/plain', body: BODY }, '415'],
    ['a method that there is not', { path: `${SERVICE}/None`, type: 'application/json', body: BODY }, '404'],
    ['a page that takes no body', { path: '/healthz', type: 'text/plain', body: BODY }, '405'],
  ]
  describe.each([
    ['sent whole', true],
    ['never sent whole', false],
  ])('%s', (_, end) => {
    test.each(requests)('%s', async (_, request, status) => {
      const session = connect(gateway.url)
      const answers: string[] = []
      for (let call = 0; call < 3 * AT_ONCE; call++) answers.push(await answered(session, request, end))
      expect(answers).toEqual(answers.map(() => status))
      const good = { path: `${SERVICE}/Echo`, type: 'application/json', body: Buffer.from('{"text":"a"}') }
      expect(await answered(session, good, true)).toBe('200')
      session.destroy()
    })
  })
})
