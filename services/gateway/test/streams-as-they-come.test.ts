import { createClient } from '@connectrpc/connect'
import { createConnectTransport, createGrpcTransport, createGrpcWebTransport } from '@connectrpc/connect-node'
import type { ServerReadableStream, sendUnaryData, UntypedHandleCall } from '@grpc/grpc-js'
import { pathOf } from '@rewards/rpc'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testKey } from './support/fake-backend.ts'
import { type ProbeRequest, ProbeService } from './support/probe.ts'
import { type Probed, runProbed } from './support/running.ts'
import { tokenFrom } from './support/tokens.ts'

const headers = { authorization: `Bearer ${await tokenFrom(testKey)}` }

/** What has reached the service. */
const reached: string[] = []
const collect = ((call: ServerReadableStream<ProbeRequest, object>, callback: sendUnaryData<object>) => {
  call.on('data', ({ text }: ProbeRequest) => reached.push(text))
  call.on('end', () => callback(null, { text: reached.join('+') }))
}) as UntypedHandleCall

let gateway: Probed
beforeAll(async () => {
  gateway = await runProbed({ [pathOf(ProbeService.method.collect)]: collect })
})
afterAll(() => gateway.stop())

test.each([
  ['Connect over HTTP/1.1', () => createConnectTransport({ baseUrl: gateway.url, httpVersion: '1.1' })],
  ['gRPC-web over HTTP/1.1', () => createGrpcWebTransport({ baseUrl: gateway.url, httpVersion: '1.1' })],
  ['Connect over HTTP/2', () => createConnectTransport({ baseUrl: gateway.url, httpVersion: '2' })],
  ['gRPC', () => createGrpcTransport({ baseUrl: gateway.url })],
])(
  '%s: what a client sends reaches the service message by message, before the client has ended',
  async (_, make) => {
    reached.length = 0
    const talk = async function* () {
      for (const text of ['a', 'b', 'c']) {
        yield { text }
        await expect.poll(() => reached.at(-1)).toBe(text)
      }
    }
    const { text } = await createClient(ProbeService, make()).collect(talk(), { headers })
    expect(text).toBe('a+b+c')
  },
)
