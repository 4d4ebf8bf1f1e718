import type { DescService, Message } from '@bufbuild/protobuf'
import { type CallOptions, Code, ConnectError, createClient } from '@connectrpc/connect'
import { createConnectTransport, createGrpcTransport, createGrpcWebTransport } from '@connectrpc/connect-node'
import { HealthService, REFLECTION_METHODS } from '@rewards/rpc'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Probed, runProbed } from './support/running.ts'

const PROBE = 'rewards.probe.v1.ProbeService'
const [v1 = HealthService] = REFLECTION_METHODS.map(({ parent }) => parent)

type Fields = Readonly<Record<string, unknown>>
/** A client of a service that no code was generated for. */
interface Standard {
  readonly check: (request: Fields) => Promise<Message & { readonly status?: number }>
  readonly watch: (request: Fields, options?: CallOptions) => AsyncIterable<{ readonly status: number }>
  readonly serverReflectionInfo: (requests: AsyncIterable<Fields>) => AsyncIterable<{
    readonly messageResponse: { readonly case: string; readonly value: Fields }
  }>
}

function clientOf(service: DescService, { url }: Probed, transport = createGrpcTransport({ baseUrl: url })) {
  return createClient(service, transport) as unknown as Standard
}

let gateway: Probed
beforeAll(async () => {
  gateway = await runProbed()
})
afterAll(() => gateway.stop())

/** Asks, and stays until told to leave. */
async function* questions(leave: Promise<void>, ...symbols: readonly string[]) {
  yield { messageRequest: { case: 'listServices', value: '' } }
  for (const value of symbols) yield { messageRequest: { case: 'fileContainingSymbol', value } }
  await leave
}

describe('reflection at the gateway', () => {
  test.each(REFLECTION_METHODS.map(({ parent }) => [parent.typeName, parent] as const))(
    'answers %s without a token: what is behind, and what the gateway has itself',
    async (_, service) => {
      const answers = clientOf(service, gateway).serverReflectionInfo(
        questions(Promise.resolve(), PROBE, 'a.B'),
      )
      const [services, file, unknown] = await Array.fromAsync(answers)
      expect(services?.messageResponse.value.service).toMatchObject([
        { name: 'grpc.health.v1.Health' },
        { name: 'grpc.reflection.v1.ServerReflection' },
        { name: 'grpc.reflection.v1alpha.ServerReflection' },
        { name: 'rewards.auth.v1.AuthService' },
        { name: PROBE },
      ])
      expect(file?.messageResponse.case).toBe('fileDescriptorResponse')
      expect(unknown?.messageResponse).toMatchObject({ case: 'errorResponse', value: { errorCode: 5 } })
    },
  )

  test('is not there when it is turned off; health is', async () => {
    await using quiet = await runProbed({}, {}, { reflection: false })
    const asked = Array.fromAsync(clientOf(v1, quiet).serverReflectionInfo(questions(Promise.resolve())))
    expect(ConnectError.from(await asked.catch(error => error)).code).toBe(Code.Unimplemented)
    expect((await clientOf(HealthService, quiet).check({})).status).toBe(1)
  })

  test('does not hold up a stop', async () => {
    await using stopped = await runProbed({}, { limits: { drainMs: 60_000 } })
    const stays = Promise.withResolvers<void>()
    const answers = clientOf(v1, stopped).serverReflectionInfo(questions(stays.promise))
    const iterator = answers[Symbol.asyncIterator]()
    expect((await iterator.next()).done).toBe(false)
    const rest = iterator.next().catch(error => error)
    await stopped.stop()
    expect(ConnectError.from(await rest).code).toBe(Code.Unavailable)
    stays.resolve()
  })
})

describe('health at the gateway', () => {
  test.each([
    ['gRPC', () => createGrpcTransport({ baseUrl: gateway.url })],
    ['gRPC-web', () => createGrpcWebTransport({ baseUrl: gateway.url, httpVersion: '1.1' })],
    ['Connect', () => createConnectTransport({ baseUrl: gateway.url, httpVersion: '1.1' })],
  ])('is told over %s, once and with each change, to who has no token', async (_, transport) => {
    const client = clientOf(HealthService, gateway, transport())
    expect((await client.check({})).status).toBe(1)
    const leave = new AbortController()
    const watch = client.watch({ service: PROBE }, { signal: leave.signal })[Symbol.asyncIterator]()
    expect((await watch.next()).value).toMatchObject({ status: 1 })
    gateway.event.setServing(false)
    expect((await watch.next()).value).toMatchObject({ status: 2 })
    gateway.event.setServing(true)
    expect((await watch.next()).value).toMatchObject({ status: 1 })
    leave.abort()
    await expect(watch.next()).rejects.toThrow()
  })

  test('of a service that is not there is SERVICE_UNKNOWN for who watches', async () => {
    const watch = clientOf(HealthService, gateway).watch({ service: 'a.B' })[Symbol.asyncIterator]()
    expect((await watch.next()).value).toMatchObject({ status: 3 })
    await watch.return?.()
  })

  test('ends with NOT_SERVING when the gateway stops', async () => {
    await using stopped = await runProbed({}, { limits: { drainMs: 60_000 } })
    const watch = clientOf(HealthService, stopped).watch({})[Symbol.asyncIterator]()
    expect((await watch.next()).value).toMatchObject({ status: 1 })
    await stopped.stop()
    expect((await watch.next()).value).toMatchObject({ status: 2 })
    expect((await watch.next()).done).toBe(true)
  })
})
