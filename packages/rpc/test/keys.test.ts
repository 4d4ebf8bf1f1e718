import type { JSONWebKeySet } from 'jose'
import { expect, test } from 'vitest'
import { KeySet } from '../src/index.ts'
import { quiet } from './quiet.ts'
import { signingKey, token, verifierOf } from './tokens.ts'

const first = await signingKey('k1')
const second = await signingKey('k2')

/** A key server that can be down and whose answers are counted. */
function keyServer(...published: { jwk: JSONWebKeySet['keys'][number] }[]) {
  const server = {
    published,
    down: false as boolean,
    asked: 0,
    source: async () => {
      server.asked++
      if (server.down) throw new Error('auth is down')
      return { keys: server.published.map(({ jwk }) => jwk) }
    },
  }
  return server
}

test('without any keys a good token is unavailable, never unauthenticated, and accepted as soon as there are keys', async () => {
  const server = keyServer(first)
  server.down = true
  const verifier = verifierOf(server.source)
  const text = await token({ key: first })
  await expect(verifier.verify(text)).rejects.toMatchObject({
    kind: 'unavailable',
    reason: 'KEYS_UNAVAILABLE',
    retryAfterMs: 20,
  })
  server.down = false
  await expect(verifier.verify(text)).resolves.toMatchObject({ userId: 'usr_ann' })
})

test('the last good keys stay in use while the key server is down, however old they are', async () => {
  const server = keyServer(first)
  let nowMs = Date.now()
  const verifier = verifierOf(server.source, () => nowMs)
  await verifier.verify(await token({ key: first }))
  server.down = true
  nowMs += 600_000
  await expect(verifier.verify(await token({ key: first, nowMs }))).resolves.toBeDefined()
})

test('a set without a usable key counts as none: the last good one stays', async () => {
  const server = keyServer(first)
  const verifier = verifierOf(server.source)
  await verifier.verify(await token({ key: first }))
  server.published = []
  await expect(verifier.verify(await token({ key: second }))).rejects.toMatchObject({ kind: 'unavailable' })
  await expect(verifier.verify(await token({ key: first, livesFor: 5 }))).resolves.toBeDefined()
})

test('a token of a new key is accepted at once, by one fetch for all who wait', async () => {
  const server = keyServer(first)
  const verifier = verifierOf(server.source)
  await verifier.verify(await token({ key: first }))
  server.published = [first, second]
  const texts = await Promise.all(
    Array.from({ length: 20 }, (_, i) => token({ key: second, livesFor: 900 + i })),
  )
  await Promise.all(texts.map(text => verifier.verify(text)))
  expect(server.asked).toBe(2)
})

test('an unknown key id is no reason to call a token bad while the key server is down', async () => {
  const server = keyServer(first)
  const verifier = verifierOf(server.source)
  await verifier.verify(await token({ key: first }))
  server.down = true
  await expect(verifier.verify(await token({ key: second }))).rejects.toMatchObject({ kind: 'unavailable' })
})

test('any number of made-up key ids leads to few fetches, and none is looked up twice', async () => {
  const server = keyServer(first)
  const keys = new KeySet({ source: server.source, now: Date.now, logger: quiet, minIntervalMs: 50 })
  await keys.find('k1')
  const ids = Array.from({ length: 500 }, (_, i) => `made-up-${i}`)
  await Promise.all(ids.map(id => keys.find(id)))
  expect(server.asked).toBe(2)
  expect(await Promise.all(ids.map(id => keys.find(id)))).toEqual(ids.map(() => undefined))
  expect(server.asked).toBe(2)
})

test('a set that is an hour old is renewed before it is used: a key that was removed counts no more', async () => {
  const server = keyServer(first)
  let nowMs = 1_000_000_000
  const keys = new KeySet({ source: server.source, now: () => nowMs, logger: quiet, minIntervalMs: 1 })
  await keys.find('k1')
  server.published = [second]
  nowMs += 29_000
  expect(await keys.find('k1')).toBeDefined()
  nowMs += 3_600_000
  expect(await keys.find('k1')).toBeUndefined()
})

test('a token of a key that was removed is refused, unless it was seen before: then it ends with its own time', async () => {
  const server = keyServer(first)
  let nowMs = 1_000_000_000_000
  const verifier = verifierOf(server.source, () => nowMs)
  const [seen, unseen] = await Promise.all([901, 902].map(livesFor => token({ key: first, nowMs, livesFor })))
  await verifier.verify(seen as string)
  server.published = [second]
  nowMs += 900_000
  await expect(verifier.verify(unseen as string)).rejects.toMatchObject({ reason: 'TOKEN_INVALID' })
  await expect(verifier.verify(seen as string)).resolves.toBeDefined()
  nowMs += 61_000
  await expect(verifier.verify(seen as string)).rejects.toMatchObject({ kind: 'unauthenticated' })
})

test('while the key server is down, for an hour if need be, a removed key counts on; it ends when the server is back', async () => {
  const server = keyServer(first)
  let nowMs = 1_000_000_000
  const keys = new KeySet({ source: server.source, now: () => nowMs, logger: quiet, minIntervalMs: 1 })
  await keys.find('k1')
  server.published = [second]
  server.down = true
  nowMs += 3_600_000
  expect(await keys.find('k1')).toBeDefined()
  server.down = false
  await expect.poll(() => keys.find('k1')).toBeUndefined()
})

test('a key server that is silent holds nobody up for long, and not one after the other', async () => {
  let silent = false
  const source = () => (silent ? new Promise<never>(() => undefined) : Promise.resolve({ keys: [first.jwk] }))
  let nowMs = 1_000_000_000
  const keys = new KeySet({ source, now: () => nowMs, logger: quiet, minIntervalMs: 1 })
  await keys.find('k1')
  silent = true
  nowMs += 3_600_000
  for (let i = 0; i < 100; i++) expect(await keys.find('k1')).toBeDefined()
})

test('a clock that is set back neither hides new keys nor makes old ones young for ever', async () => {
  const server = keyServer(first)
  let nowMs = 10_000_000
  const keys = new KeySet({ source: server.source, now: () => nowMs, logger: quiet, minIntervalMs: 1 })
  await keys.find('k1')
  nowMs -= 3_600_000
  server.published = [second]
  expect(await keys.find('k2')).toBeDefined()
  expect(await keys.find('k1')).toBeUndefined()
})

test('keys of other kinds in the set are passed over', async () => {
  const rsa = { kty: 'RSA', kid: 'r', n: 'AQAB', e: 'AQAB' }
  const keys = new KeySet({
    source: async () => ({ keys: [rsa, { kty: 'EC', crv: 'P-256', kid: 'half', x: 'AA' }, first.jwk] }),
    now: Date.now,
    logger: quiet,
    minIntervalMs: 1,
  })
  expect(await keys.find('k1')).toBeDefined()
  expect(await keys.find('r')).toBeUndefined()
})
