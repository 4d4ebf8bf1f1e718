import { describe, expect, test } from 'vitest'
import { testKey } from './support/fake-backend.ts'
import { probeHandlers } from './support/probe-handlers.ts'
import { runGateway, runProbed } from './support/running.ts'
import { tokenFrom } from './support/tokens.ts'

const ECHO = '/rewards.probe.v1.ProbeService/Echo'
const NOWHERE = ['127.0.0.1:1']

describe('pages', () => {
  test('the front page names the services', async () => {
    await using gateway = await runProbed()
    const response = await fetch(gateway.url)
    expect(await response.json()).toMatchObject({
      services: expect.arrayContaining(['rewards.probe.v1.ProbeService']),
    })
  })

  test('a page can only be read', async () => {
    await using gateway = await runProbed()
    const response = await fetch(`${gateway.url}/readyz`, { method: 'POST' })
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe('GET, HEAD')
  })

  test('it is alive though nothing behind it is there, and says that it is not ready, and why', async () => {
    await using gateway = await runGateway({
      auth: NOWHERE,
      event: NOWHERE,
      condition: NOWHERE,
      reward: NOWHERE,
    })
    expect((await fetch(`${gateway.url}/healthz`)).status).toBe(200)
    const ready = await fetch(`${gateway.url}/readyz`)
    expect(ready.status).toBe(503)
    expect(await ready.json()).toEqual({
      ready: false,
      backends: {
        auth: 'unreachable',
        event: 'unreachable',
        condition: 'unreachable',
        reward: 'unreachable',
      },
    })
  })

  test('it is ready when each backend is, and not while one of them says that it does not serve', async () => {
    await using gateway = await runProbed()
    const ready = () => fetch(`${gateway.url}/readyz`)
    expect((await ready()).status).toBe(200)
    gateway.auth.setServing(false)
    const response = await ready()
    expect(response.status).toBe(503)
    expect(await response.json()).toMatchObject({ backends: { auth: 'not serving', event: 'serving' } })
    gateway.auth.setServing(true)
    expect((await ready()).status).toBe(200)
  })

  test("auth's public keys are published, also while auth is down, but not when they never were to be had", async () => {
    await using gateway = await runProbed()
    const jwks = (url: string) => fetch(`${url}/.well-known/jwks.json`)
    const response = await jwks(gateway.url)
    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toBe('public, max-age=60')
    const { keys } = (await response.json()) as { keys: unknown[] }
    expect(keys).toMatchObject([{ kid: 'k1', kty: 'EC', crv: 'P-256', x: testKey.published.x }])
    gateway.auth.stop()
    expect((await jwks(gateway.url)).status).toBe(200)

    await using lonely = await runGateway({ auth: NOWHERE })
    expect((await jwks(lonely.url)).status).toBe(503)
  })
})

describe('scripts of web pages', () => {
  const preflight = (url: string, origin: string) =>
    fetch(url + ECHO, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type,connect-protocol-version',
      },
    })

  test('may not call unless their origin is configured', async () => {
    await using gateway = await runProbed()
    const response = await preflight(gateway.url, 'https://shop.example')
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
    expect(response.headers.get('access-control-allow-headers')).toBeNull()
  })

  test('may call from a configured origin, and read what the protocols need, but never with cookies', async () => {
    await using gateway = await runProbed(probeHandlers, {}, { corsOrigins: ['https://shop.example'] })
    const allowed = await preflight(gateway.url, 'https://shop.example')
    expect(allowed.status).toBe(204)
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://shop.example')
    expect(allowed.headers.get('access-control-allow-credentials')).toBeNull()
    expect(allowed.headers.get('access-control-allow-headers')?.toLowerCase()).toMatch(
      /content-type.*connect-protocol-version.*x-grpc-web.*authorization/,
    )
    const call = await fetch(gateway.url + ECHO, {
      method: 'POST',
      headers: {
        origin: 'https://shop.example',
        'content-type': 'application/json',
        authorization: `Bearer ${await tokenFrom(testKey)}`,
      },
      body: '{"text": "hello"}',
    })
    expect(await call.json()).toMatchObject({ text: 'hello' })
    expect(call.headers.get('access-control-allow-origin')).toBe('https://shop.example')
    expect(call.headers.get('access-control-expose-headers')?.toLowerCase()).toContain(
      'grpc-status-details-bin',
    )

    const other = await preflight(gateway.url, 'https://shop.example.evil')
    expect(other.headers.get('access-control-allow-origin')).toBeNull()
  })

  test('may call from everywhere where that is configured', async () => {
    await using gateway = await runProbed({}, {}, { corsOrigins: ['*'] })
    const response = await preflight(gateway.url, 'https://any.example')
    expect(response.headers.get('access-control-allow-origin')).toBe('https://any.example')
  })
})
