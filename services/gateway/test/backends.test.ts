import { Code, ConnectError, createClient } from '@connectrpc/connect'
import { createConnectTransport, createGrpcTransport } from '@connectrpc/connect-node'
import { ErrorInfoSchema } from '@rewards/contracts/google'
import { createLogger } from '@rewards/process'
import { pathOf } from '@rewards/rpc'
import { describe, expect, test, vi } from 'vitest'
import { FakeBackend, testKey, unary } from './support/fake-backend.ts'
import { ProbeService } from './support/probe.ts'
import { probeHandlers } from './support/probe-handlers.ts'
import { runGateway, runProbed } from './support/running.ts'
import { tokenFrom } from './support/tokens.ts'

const headers = { authorization: `Bearer ${await tokenFrom(testKey)}` }

function clientOf({ url }: { readonly url: string }) {
  return createClient(ProbeService, createConnectTransport({ baseUrl: url, httpVersion: '1.1' }))
}

async function failureOf(work: Promise<unknown>): Promise<ConnectError> {
  return ConnectError.from(
    await work.then(
      () => 'it succeeded',
      (error: unknown) => error,
    ),
  )
}

function reasonOf(error: ConnectError): string | undefined {
  return error.findDetails(ErrorInfoSchema)[0]?.reason
}

describe('a service that is down', () => {
  test('is unavailable, without a word about where it is, and served again once it is back', async () => {
    await using gateway = await runProbed(probeHandlers)
    const client = clientOf(gateway)
    await client.echo({ text: 'before' }, { headers })
    gateway.event.stop()
    const error = await failureOf(client.echo({ text: 'while' }, { headers }))
    expect(error.code).toBe(Code.Unavailable)
    expect(reasonOf(error)).toBe('UNREACHABLE')
    expect(error.rawMessage).toBe('the event service cannot be reached right now')
    await gateway.event.start()
    const answered = () => client.echo({ text: 'after' }, { headers })
    await expect.poll(answered, { timeout: 10_000, interval: 50 }).toMatchObject({ text: 'after' })
  })

  test('leaves the others served', async () => {
    await using gateway = await runProbed(probeHandlers, {}, { auth: ['127.0.0.1:1'] })
    expect(await clientOf(gateway).open({ text: 'hello' })).toMatchObject({ text: 'hello' })
  })

  test('calls go round its replicas, and past one that is down', async () => {
    const other = new FakeBackend([ProbeService], probeHandlers)
    await other.start()
    await using gateway = await runProbed(probeHandlers)
    const event = [gateway.event.address, other.address]
    await using balanced = await runGateway(
      { auth: [gateway.auth.address], event },
      { services: { auth: [], event: [ProbeService], condition: [], reward: [] } },
    )
    const client = clientOf(balanced)
    const call = () => client.echo({ text: 'hello' }, { headers })
    const both = async () => {
      await call()
      return gateway.event.reached.length > 0 && other.reached.length > 0
    }
    await expect.poll(both, { timeout: 10_000 }).toBe(true)
    other.stop()
    await failureOf(call()) // the first one may still be handed to the one that died
    for (let i = 0; i < 10; i++) await expect(call()).resolves.toMatchObject({ text: 'hello' })
  })
})

describe('signing keys', () => {
  test('that auth gave once are enough while it is down', async () => {
    await using gateway = await runProbed(probeHandlers)
    const client = clientOf(gateway)
    await client.echo({ text: 'before' }, { headers })
    gateway.auth.stop()
    const another = { authorization: `Bearer ${await tokenFrom(testKey, { livesForS: 600 })}` }
    expect(await client.echo({ text: 'while' }, { headers: another })).toMatchObject({ text: 'while' })
  })

  test('that auth never gave make every token unavailable to check, not wrong', async () => {
    await using gateway = await runProbed(probeHandlers, {}, { auth: ['127.0.0.1:1'] })
    const error = await failureOf(clientOf(gateway).echo({ text: 'hello' }, { headers }))
    expect(error.code).toBe(Code.Unavailable)
    expect(reasonOf(error)).toBe('KEYS_UNAVAILABLE')
    expect(gateway.event.reached).toEqual([])
  })
})

describe('a stop', () => {
  test('lets a call in flight end, and takes no new one', async () => {
    const arrived = Promise.withResolvers<void>()
    const leave = Promise.withResolvers<void>()
    const slow = ((_: unknown, callback: (error: null, answer: object) => void) => {
      arrived.resolve()
      void leave.promise.then(() => callback(null, { text: 'in the end' }))
    }) as never
    await using gateway = await runProbed({ [pathOf(ProbeService.method.echo)]: slow })
    const inFlight = fetch(gateway.url + pathOf(ProbeService.method.echo), {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: '{}',
    })
    await arrived.promise
    const stopped = gateway.stop()
    await expect(fetch(`${gateway.url}/healthz`)).rejects.toThrow()
    leave.resolve()
    const response = await inFlight
    expect(await response.json()).toMatchObject({ text: 'in the end' })
    expect(response.headers.get('connection')).toBe('close')
    await stopped
  })

  test('ends a stream at once, and says why', async () => {
    await using gateway = await runProbed(probeHandlers)
    const client = createClient(ProbeService, createGrpcTransport({ baseUrl: gateway.url }))
    const first = Promise.withResolvers<void>()
    const read = async () => {
      for await (const _ of client.watch({ text: 'wait', count: 1 }, { headers })) first.resolve()
    }
    const failure = failureOf(read())
    await first.promise
    await gateway.stop()
    expect((await failure).code).toBe(Code.Unavailable)
    expect(reasonOf(await failure)).toBe('SHUTTING_DOWN')
  })

  test('cuts what does not end in time', async () => {
    await using gateway = await runProbed(probeHandlers, { limits: { drainMs: 100 } })
    const failure = failureOf(clientOf(gateway).echo({ text: 'wait' }, { headers }))
    await expect.poll(() => gateway.event.reached.length).toBe(1)
    await gateway.stop()
    expect((await failure).code).toBe(Code.Unavailable)
    expect(reasonOf(await failure)).toBe('SHUTTING_DOWN')
  })
})

describe('health through the gateway', () => {
  const check = (url: string, service: string) =>
    fetch(`${url}/grpc.health.v1.Health/Check`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ service }),
    })

  test('is that of the service which is named', async () => {
    await using gateway = await runProbed()
    const ask = () => check(gateway.url, 'rewards.probe.v1.ProbeService')
    expect(await (await ask()).json()).toEqual({ status: 'SERVING' })
    gateway.event.setServing(false)
    expect(await (await ask()).json()).toEqual({ status: 'NOT_SERVING' })
  })

  test('is NOT_SERVING for a service that nobody can be asked about, and SERVING for the gateway itself', async () => {
    await using gateway = await runProbed()
    gateway.event.stop()
    expect(await (await check(gateway.url, 'rewards.probe.v1.ProbeService')).json()).toEqual({
      status: 'NOT_SERVING',
    })
    expect(await (await check(gateway.url, '')).json()).toEqual({ status: 'SERVING' })
  })

  test('is not found for an unknown service', async () => {
    await using gateway = await runProbed()
    expect((await check(gateway.url, 'a.B')).status).toBe(404)
  })
})

describe('the access log', () => {
  test('has a line per call, with its outcome and trace, and never a token', async () => {
    const lines: string[] = []
    const logger = createLogger(
      { service: 'gateway', level: 'info' },
      { write: (line: string) => lines.push(line) },
    )
    await using gateway = await runProbed(probeHandlers, {}, {}, ProbeService, logger)
    const client = clientOf(gateway)
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
    await client.echo({ text: 'hello' }, { headers: { ...headers, traceparent } })
    await failureOf(client.echo({ text: 'fail' }, { headers }))
    await failureOf(client.echo({ text: 'hello' }))
    await fetch(gateway.url + pathOf(ProbeService.method.echo), {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: '{',
    })
    const method = 'rewards.probe.v1.ProbeService/Echo'
    await vi.waitFor(() => expect(lines.filter(line => line.includes('"call"'))).toHaveLength(4))
    const calls = lines.filter(line => line.includes('"call"')).map(line => JSON.parse(line) as object)
    expect(calls).toMatchObject([
      {
        method,
        code: 'OK',
        traceId: '0af7651916cd43dd8448eb211c80319c',
        userId: 'usr_ann',
        ms: expect.any(Number),
      },
      { method, code: 'FAILED_PRECONDITION' },
      { method, code: 'UNAUTHENTICATED' },
      { method, code: 'UNREADABLE' },
    ])
    expect(lines.join('')).not.toContain(headers.authorization.slice(-20))
  })
})

test('an answer that is over the limit of a message is no answer', async () => {
  const big = unary(() => ({ text: 'x'.repeat(5_000_000) }))
  await using gateway = await runProbed({ [pathOf(ProbeService.method.echo)]: big })
  const error = await failureOf(clientOf(gateway).echo({}, { headers }))
  expect(error.code).toBe(Code.ResourceExhausted)
})
