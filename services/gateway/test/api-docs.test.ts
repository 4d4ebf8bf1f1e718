import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { createGunzip } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Running, runGateway } from './support/running.ts'

const NOWHERE = ['127.0.0.1:1']

let gateway: Running
beforeAll(async () => {
  gateway = await runGateway({ auth: NOWHERE, event: NOWHERE, condition: NOWHERE, reward: NOWHERE })
})
afterAll(() => gateway?.[Symbol.asyncDispose]())

test('the contracts are served as an OpenAPI document, also while nothing behind is there', async () => {
  const response = await fetch(`${gateway.url}/openapi.json`)
  expect(response.headers.get('content-type')).toBe('application/json')
  const document = (await response.json()) as { openapi: string; paths: object }
  expect(document.openapi).toBe('3.1.1')
  expect(Object.keys(document.paths)).toContain('/rewards.event.v1.ClaimService/ClaimReward')
})

test('the page allows nothing from elsewhere and nothing inline, and all that it names is there', async () => {
  const response = await fetch(`${gateway.url}/api-docs`)
  const policy = response.headers.get('content-security-policy') ?? ''
  expect(policy).toContain("default-src 'none'")
  expect(policy).not.toMatch(/unsafe|https?:|\*/)
  const html = await response.text()
  const named = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path as string)
  expect(named.length).toBeGreaterThan(4)
  for (const path of named) expect([path, (await fetch(gateway.url + path)).status]).toEqual([path, 200])
})

test('a file that the browser has already is not sent again', async () => {
  const url = `${gateway.url}/api-docs/page.js`
  const etag = (await fetch(url)).headers.get('etag') ?? ''
  const again = await fetch(url, { headers: { 'if-none-match': etag } })
  expect([again.status, await again.text()]).toEqual([304, ''])
  expect((await fetch(url, { headers: { 'if-none-match': 'W/"other"' } })).status).toBe(200)
})

test.each([
  ['gzip, deflate', 'gzip'],
  ['gzip;q=0', undefined],
  ['identity', undefined],
])('to a client that accepts %s it goes with the encoding %s', async (accepted, encoding) => {
  const plain = await (await fetch(`${gateway.url}/openapi.json`)).text()
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const asked = request(`${gateway.url}/openapi.json`, { headers: { 'accept-encoding': accepted } })
  asked.on('error', reject).on('response', response => {
    expect(response.headers['content-encoding']).toBe(encoding)
    const body = encoding ? response.pipe(createGunzip()) : response
    text(body).then(received => resolve(expect(received).toBe(plain)), reject)
  })
  asked.end()
  await promise
})

test('it can only be read, and a path that leads out of it leads nowhere', async () => {
  const posted = await fetch(`${gateway.url}/api-docs`, { method: 'POST' })
  expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
  const head = await fetch(`${gateway.url}/api-docs`, { method: 'HEAD' })
  expect([head.status, await head.text()]).toEqual([200, ''])
  expect((await fetch(`${gateway.url}/api-docs/%2e%2e/api-docs.ts`)).status).toBe(404)
})
