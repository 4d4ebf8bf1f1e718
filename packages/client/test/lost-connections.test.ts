import type { AddressInfo } from 'node:net'
import { createServer, type Server, type Socket } from 'node:net'
import { createGrpcTransport, createConnectTransport as createNodeTransport } from '@connectrpc/connect-node'
import { createConnectTransport, createGrpcWebTransport } from '@connectrpc/connect-web'
import { afterEach, describe, expect, it } from 'vitest'
import { clientIn } from '../src/create-rewards-client.ts'
import type { RewardsClientOptions } from '../src/index.ts'
import { surroundings } from '../src/surroundings.ts'
import { MOST_TRIES } from '../src/transport/repeating.ts'

type Transport = NonNullable<RewardsClientOptions['transport']>

const TRANSPORTS: Readonly<Record<string, Transport>> = {
  'Connect over fetch': baseUrl => createConnectTransport({ baseUrl }),
  'gRPC-web over fetch': baseUrl => createGrpcWebTransport({ baseUrl }),
  'Connect over HTTP/1.1 of Node': baseUrl => createNodeTransport({ baseUrl, httpVersion: '1.1' }),
  'Connect over HTTP/2 of Node': baseUrl => createNodeTransport({ baseUrl, httpVersion: '2' }),
  'gRPC over HTTP/2 of Node': baseUrl => createGrpcTransport({ baseUrl }),
}

/** What a broken gateway, or a broken way to it, does with a connection. */
const BROKEN: Readonly<Record<string, (socket: Socket) => void>> = {
  'closes it at once': socket => socket.end(),
  'resets it at once': socket => socket.resetAndDestroy(),
  'resets it when the request has come': socket => socket.once('data', () => socket.resetAndDestroy()),
  'closes it when the request has come': socket => socket.once('data', () => socket.end()),
}

let server: Server | undefined
afterEach(() => {
  server?.close()
  server = undefined
})

async function broken(fault: (socket: Socket) => void): Promise<string> {
  server = createServer(socket => {
    socket.on('error', () => socket.destroy())
    fault(socket)
  })
  await new Promise<void>(resolve => server?.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** How a call fails, and how often it was tried. */
async function failure(baseUrl: string, transport: Transport) {
  let tries = 1
  const sleep = async () => void tries++
  const client = clientIn({ ...surroundings, sleep }, { baseUrl, transport })
  const error: unknown = await client.auth.getSigningKeys({}).catch(reason => reason)
  return { error, tries }
}

describe.each(Object.entries(TRANSPORTS))('%s', (_, transport) => {
  it.each(Object.entries(BROKEN))(
    'a gateway that %s is called again, then the call fails as unreachable',
    async (__, fault) => {
      const { error, tries } = await failure(await broken(fault), transport)
      expect(error).toMatchObject({ name: 'RewardsError', code: 'unavailable', reason: 'UNREACHABLE' })
      expect(tries).toBe(MOST_TRIES)
    },
  )

  it('so is one that is not there', async () => {
    const address = await broken(() => undefined)
    await new Promise(resolve => server?.close(resolve))
    const { error, tries } = await failure(address, transport)
    expect(error).toMatchObject({ name: 'RewardsError', code: 'unavailable', reason: 'UNREACHABLE' })
    expect(tries).toBe(MOST_TRIES)
  })
})

it.each([
  ['Connect over fetch', 'application/json'],
  ['gRPC-web over fetch', 'application/grpc-web+proto'],
])('%s: so is one that breaks off in its answer', async (name, type) => {
  const half = `HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\ncontent-length: 99\r\n\r\n{`
  const address = await broken(socket => socket.once('data', () => socket.end(half)))
  const { error, tries } = await failure(address, TRANSPORTS[name] as Transport)
  expect(error).toMatchObject({ name: 'RewardsError', code: 'unavailable', reason: 'UNREACHABLE' })
  expect(tries).toBe(MOST_TRIES)
})
