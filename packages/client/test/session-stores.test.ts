import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Code, ConnectError } from '@connectrpc/connect'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { localStorageSessions, memorySessions, type Session, type TextStorage } from '../src/index.ts'
import { fileSessions } from '../src/node.ts'
import { ANN, newWorld } from './world.ts'

const session: Session = { userId: 'usr_ann', accessToken: 'a', refreshToken: 'r', deviceToken: 'd' }

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rewards-sessions-'))
})
afterAll(() => rm(folder, { recursive: true }))

function textStorage(): TextStorage {
  const items = new Map<string, string>()
  return {
    getItem: name => items.get(name) ?? null,
    setItem: (name, value) => void items.set(name, value),
    removeItem: name => void items.delete(name),
  }
}

let files = 0
const PLACES = [
  ['memory', memorySessions],
  ['localStorage', () => localStorageSessions({ storage: textStorage(), locks: undefined })],
  ['a file', () => fileSessions(join(folder, 'deep', `session${files++}.json`))],
] as const

describe.each(PLACES)('a session in %s', (_, place) => {
  it('is there until it is replaced or removed', async () => {
    const sessions = place()
    expect(await sessions.read()).toBeUndefined()
    await sessions.write(session)
    expect(await sessions.read()).toEqual(session)
    await sessions.write({ ...session, refreshToken: 'next' })
    expect((await sessions.read())?.refreshToken).toBe('next')
    await sessions.write(undefined)
    await sessions.write(undefined)
    expect(await sessions.read()).toBeUndefined()
  })
})

describe('a file', () => {
  it('serves the next process, is for its owner alone, and leaves nothing beside it', async () => {
    const path = join(folder, 'shared', 'session.json')
    const world = newWorld()
    await world.client({ sessions: fileSessions(path) }).signIn(ANN)
    const next = world.client({ sessions: fileSessions(path) })
    world.expire()
    expect((await next.auth.getMe({})).user?.userId).toBe('usr_ann')
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(await readdir(join(folder, 'shared'))).toEqual(['session.json'])
  })

  it('is never read half, however many write and read it', async () => {
    const path = join(folder, 'busy.json')
    const sessions = fileSessions(path)
    await sessions.write(session)
    const write = (i: number) => sessions.write({ ...session, refreshToken: 'r'.repeat(i * 100) })
    const reads = Array.from({ length: 200 }, () => sessions.read())
    await Promise.all([...Array.from({ length: 50 }, (_, i) => write(i + 1)), ...reads])
    for (const read of await Promise.all(reads)) expect(read?.userId).toBe('usr_ann')
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ userId: 'usr_ann' })
  })

  it.each(['', '{"userId":', 'null', '[]', '{"userId":1,"accessToken":"a","refreshToken":"r"}', '{}'])(
    'with %j in it is no session: who signs in mends it',
    async text => {
      const path = join(folder, `broken${files++}.json`)
      await writeFile(path, text)
      const sessions = fileSessions(path)
      expect(await sessions.read()).toBeUndefined()
      await sessions.write(session)
      expect(await sessions.read()).toEqual(session)
    },
  )

  it('that cannot be read or written fails, and says why', async () => {
    await expect(fileSessions(folder).read()).rejects.toThrow(/EISDIR/)
    await writeFile(join(folder, 'file'), '')
    await expect(fileSessions(join(folder, 'file', 'session')).write(session)).rejects.toThrow(
      /ENOTDIR|EEXIST/,
    )
  })
})

describe('tabs', () => {
  it('of one browser refresh once, where it has locks', async () => {
    const world = newWorld()
    const storage = textStorage()
    const waiting = new Map<string, Promise<unknown>>()
    const locks = {
      request<T>(name: string, _: object, work: () => Promise<T>): Promise<T> {
        const mine = (waiting.get(name) ?? Promise.resolve()).then(work, work)
        waiting.set(name, mine)
        return mine
      },
    }
    const tabs = Array.from({ length: 8 }, () =>
      world.client({ sessions: localStorageSessions({ storage, locks }) }),
    )
    await tabs[0]?.signIn(ANN)
    for (let i = 1; i <= 3; i++) {
      world.expire()
      await Promise.all(tabs.map(tab => tab.auth.getMe({})))
      expect(world.count('RefreshToken')).toBe(i)
    }
  })

  it('do not wait for ever for one that hangs while it has the lock', async () => {
    const world = newWorld()
    const given: AbortSignal[] = []
    const locks = {
      request<T>(_: string, { signal }: { signal: AbortSignal }): Promise<T> {
        given.push(signal)
        return Promise.reject(new DOMException('signal timed out', 'TimeoutError')) // as after its time
      },
    }
    const tab = world.client({ sessions: localStorageSessions({ storage: textStorage(), locks }) })
    await tab.signIn(ANN)
    world.expire()
    expect((await tab.auth.getMe({})).user?.userId).toBe('usr_ann')
    expect(given).toEqual([expect.any(AbortSignal)])
  })

  it('a refresh that fails in its turn is not made again out of turn', async () => {
    const world = newWorld()
    const locks = { request: <T>(_: string, __: object, work: () => Promise<T>) => work() }
    const tab = world.client({ sessions: localStorageSessions({ storage: textStorage(), locks }) })
    await tab.signIn(ANN)
    world.expire()
    world.fate = method => (method === 'RefreshToken' ? new ConnectError('no', Code.Internal) : 'arrives')
    await expect(tab.auth.getMe({})).rejects.toMatchObject({ code: 'internal' })
    expect(world.count('RefreshToken')).toBe(1)
  })

  it('without locks refresh side by side, to the same end', async () => {
    const world = newWorld()
    const storage = textStorage()
    const sessions = () => localStorageSessions({ storage, locks: undefined })
    const tabs = Array.from({ length: 8 }, () => world.client({ sessions: sessions() }))
    await tabs[0]?.signIn(ANN)
    for (let i = 0; i < 3; i++) {
      world.expire()
      await Promise.all(tabs.map(tab => tab.auth.getMe({})))
    }
  })

  it('see who signed in or out in another; two names are two sessions', async () => {
    const world = newWorld()
    const storage = textStorage()
    const here = world.client({ sessions: localStorageSessions({ storage, locks: undefined }) })
    const there = world.client({ sessions: localStorageSessions({ storage, locks: undefined }) })
    const other = world.client({
      sessions: localStorageSessions({ storage, locks: undefined, name: 'other' }),
    })
    await here.signIn(ANN)
    expect(await there.userId()).toBe('usr_ann')
    expect(await other.userId()).toBeUndefined()
    await there.signOut()
    expect(await here.userId()).toBeUndefined()
  })
})
