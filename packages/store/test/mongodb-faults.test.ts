import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { standInMissing, startTestStandIn, type TestStandIn } from '@rewards/mongodb/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { COLLECTIONS, plusOne, THINGS, type Thing } from '../src/contract/things.ts'
import { type MongoStoreOptions, openMongoStore } from '../src/mongodb/index.ts'
import type { Collection, Store } from '../src/port.ts'

const missing = await standInMissing(process.env)

/** A bound, not a speed: what is under it has settled by its own limits and not by the test's. */
const SETTLED_MS = 20_000

interface Told {
  readonly level: string
  readonly message: string
}

describe.skipIf(missing)(`a MongoDB that fails${missing && `, skipped: ${missing}`}`, () => {
  const ends: (() => Promise<unknown>)[] = []
  afterEach(async () => {
    for (let end = ends.pop(); end; end = ends.pop()) await end()
  })
  async function startServer(): Promise<TestStandIn> {
    const server = await startTestStandIn(process.env)
    ends.push(() => server.close())
    return server
  }
  async function open(url: string, options: Partial<MongoStoreOptions> = {}): Promise<Store> {
    const store = await openMongoStore({
      url,
      service: 'faults',
      collections: COLLECTIONS,
      patienceMs: 500,
      ...options,
    })
    ends.push(() => store.close())
    return store
  }
  const told: Told[] = []
  const logger = {
    info: (_: object, message: string) => void told.push({ level: 'info', message }),
    warn: (_: object, message: string) => void told.push({ level: 'warn', message }),
  }
  afterEach(() => void told.splice(0))
  const messages = () => told.map(({ level, message }) => `${level}: ${message}`)

  const calls: Readonly<Record<string, (things: Collection<Thing>) => Promise<unknown>>> = {
    get: things => things.get('thing_1'),
    getMany: things => things.getMany(['thing_1', 'thing_2']),
    insertOnce: things => things.insertOnce('thing_2', {}),
    update: things => things.update('thing_1', plusOne),
    page: things => things.page({ index: 'by_group', limit: 1 }),
    count: things => things.count({ index: 'by_group' }),
    due: things => things.due(1, 1),
  }
  async function expectUnavailable(things: Collection<Thing>): Promise<void> {
    const all = Object.entries(calls).map(async ([name, call]) => {
      const error: Error = await call(things).then(
        () => expect.unreachable(name),
        error => error,
      )
      expect(error, name).toMatchObject({ kind: 'unavailable', retryAfterMs: 500 })
      // Only a write may be in the dark, and only one that began before the loss was known.
      if (name !== 'insertOnce' && name !== 'update') expect(error.name, name).toBe('StoreUnavailable')
    })
    await Promise.all(all)
  }
  const heals = (things: Collection<Thing>) =>
    expect
      .poll(
        () =>
          things.update('thing_1', plusOne).then(
            ({ written }) => written,
            () => false,
          ),
        {
          timeout: SETTLED_MS,
        },
      )
      .toBe(true)

  it('makes every call fail in bounded time while it is killed, and is used again without a restart', async () => {
    const server = await startServer()
    const store = await open(server.url, { logger })
    const things = store.collection<Thing>(THINGS)
    await things.insertOnce('thing_1', { count: 1 })
    await server.kill()
    await expectUnavailable(things)
    await expect(store.ping()).rejects.toMatchObject({ name: 'StoreUnavailable' })
    await expect.poll(messages, { timeout: SETTLED_MS }).toHaveLength(1)
    // Known to be gone: nothing is sent, so nothing is in the dark.
    await expect(things.insertOnce('thing_2', {})).rejects.toMatchObject({ name: 'StoreUnavailable' })
    await server.restart()
    await heals(things)
    await store.ping()
    const hosts = `127.0.0.1:${server.port}`
    expect(messages()).toEqual([
      `warn: MongoDB at ${hosts} does not answer, or has no primary`,
      `info: MongoDB at ${hosts} is there again`,
    ])
  }, 60_000)

  it('makes every call fail in bounded time while it is silent, and loses and doubles nothing by it', async () => {
    const server = await startServer()
    const things = (await open(server.url)).collection<Thing>(THINGS)
    await things.insertOnce('thing_1', { count: 0 })
    server.pause()
    await expectUnavailable(things)
    server.resume()
    await heals(things)
    const { count = 0 } = (await things.get('thing_1'))?.value ?? {}
    // One from each: the update that healed, and at most the one that was left in the dark.
    expect(count).toBeGreaterThanOrEqual(1)
    expect(count).toBeLessThanOrEqual(2)
  }, 60_000)

  it('keeps the answers of writers right that go on through silence', async () => {
    const server = await startServer()
    const things = (await open(server.url)).collection<Thing>(THINGS)
    let acknowledged = 0
    let unknown = 0
    let stopped = false
    const writer = async () => {
      while (!stopped)
        await things.update('thing_1', plusOne).then(
          () => {
            acknowledged += 1
          },
          error => {
            if (error.name === 'OutcomeUnknown') unknown += 1
          },
        )
    }
    const writers = Promise.all(Array.from({ length: 16 }, writer))
    for (const _ of [1, 2]) {
      const before = acknowledged
      await expect.poll(() => acknowledged, { timeout: SETTLED_MS }).toBeGreaterThan(before + 50)
      server.pause()
      await new Promise(resolve => setTimeout(resolve, 1_000))
      server.resume()
    }
    stopped = true
    await writers
    const { count = 0 } = (await things.get('thing_1'))?.value ?? {}
    expect(count).toBeGreaterThanOrEqual(acknowledged)
    expect(count).toBeLessThanOrEqual(acknowledged + unknown)
  }, 60_000)

  it('is left in bounded time when it is silent at the end', async () => {
    const server = await startServer()
    const store = await open(server.url)
    const underWay = store.collection<Thing>(THINGS)
    await underWay.insertOnce('thing_1', {})
    server.pause()
    const asked = underWay.get('thing_1').catch(error => error)
    await store.close()
    expect(await asked).toMatchObject({ name: 'StoreUnavailable' })
    await expect(underWay.get('thing_1')).rejects.toMatchObject({ name: 'StoreUnavailable' })
  }, 60_000)

  it('is waited for at the start, and said so, until it is there', async () => {
    const server = await startServer()
    await server.kill()
    const url = server.url.replace('/?', '/shop?')
    const opening = open(url, { logger })
    await expect
      .poll(messages, { timeout: SETTLED_MS })
      .toEqual([`warn: MongoDB at 127.0.0.1:${server.port} does not answer; waiting for it`])
    await server.restart()
    const store = await opening
    expect(await store.collection<Thing>(THINGS).insertOnce('thing_1', {})).toBe(true)
  }, 60_000)
})

describe('the start of a store', () => {
  /** Takes connections and answers nothing. */
  async function blackHole() {
    const sockets: Socket[] = []
    const server = createServer(socket => {
      sockets.push(socket.on('error', () => undefined))
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    const close = () => {
      for (const socket of sockets) socket.destroy()
      return new Promise(resolve => server.close(resolve))
    }
    return { port, close }
  }

  it('waits where nobody answers, says so every few seconds, and gives up when it is told to', async () => {
    const hole = await blackHole()
    const told: string[] = []
    const stop = new AbortController()
    const opening = openMongoStore({
      url: `mongodb://somebody:secret@127.0.0.1:${hole.port}/shop?directConnection=true`,
      service: 'faults',
      collections: COLLECTIONS,
      logger: {
        info: () => undefined,
        warn: (fields, message) => void told.push(message + JSON.stringify(fields)),
      },
      signal: stop.signal,
    })
    const failed = opening.catch(error => error)
    await expect.poll(() => told.length, { timeout: SETTLED_MS }).toBeGreaterThanOrEqual(2)
    stop.abort(new Error('enough'))
    expect(await failed).toEqual(new Error('enough'))
    await hole.close()
    for (const line of told) {
      expect(line).toMatch(`MongoDB at 127.0.0.1:${hole.port} does not answer; waiting for it`)
      expect(line).not.toMatch(/secret|somebody/)
    }
  }, 60_000)

  it('does not begin when it was told to stop before', async () => {
    const opening = openMongoStore({
      url: 'mongodb://127.0.0.1:1',
      service: 'faults',
      collections: COLLECTIONS,
      signal: AbortSignal.abort(new Error('enough')),
    })
    await expect(opening).rejects.toThrow('enough')
  })

  const NONE = 'the address of MongoDB is none; allowed is mongodb://HOST:PORT,…/PREFIX?OPTIONS'
  const PREFIX =
    'the path of MongoDB’s address is no prefix of a database name; allowed are 1 to 30 of A-Z, a-z, 0-9, _ and -'
  const wrong: Readonly<Record<string, string | RegExp>> = {
    'http://u:secret@a/b': NONE,
    'mongodb://': NONE,
    '': NONE,
    'mongodb://u:secret@a:1/a.b': PREFIX,
    'mongodb://u:secret@a:1/a/b': PREFIX,
    'mongodb://u:se:cret@a:1/shop': /^the address of MongoDB is refused by its driver: /,
    'mongodb://u:secret@a:99999/shop': /^the address of MongoDB is refused by its driver: /,
    'mongodb://u:secret@a:1/shop?tls=maybe': /^the address of MongoDB is refused by its driver: /,
    'mongodb://u:secret@a:1/shop?colour=red': /^the address of MongoDB is refused by its driver: /,
  }
  for (const [url, message] of Object.entries(wrong))
    it(`refuses at once, in a sentence without what is secret: ${url}`, async () => {
      const opening = openMongoStore({ url, service: 'faults', collections: COLLECTIONS })
      const error: Error = await opening.then(
        () => expect.unreachable(),
        error => error,
      )
      expect(error.message).toMatch(message)
      expect(`${error.message} ${error.stack}`).not.toMatch(/se:?cret/)
    })
})
