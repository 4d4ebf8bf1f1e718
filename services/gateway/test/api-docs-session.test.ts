import { afterEach, beforeEach, expect, test, vi } from 'vitest'

// Scripts of a page: no types are made for them.
const { Session } = await import(new URL('../src/edge/api-docs/session.js', import.meta.url).href)

const MINUTE_MS = 60_000
const user = { email: 'ann@example.com', roles: ['ROLE_USER'] }
const tokens = (name: string) => ({
  accessToken: `access ${name}`,
  refreshToken: `refresh ${name}`,
  accessTokenExpiresAt: new Date(Date.now() + 15 * MINUTE_MS).toISOString(),
})

let asked: [method: string, request: unknown][]
let refresh: () => Promise<Response>
let seen: (string | undefined)[]
let notices: string[]
let session: InstanceType<typeof Session>

beforeEach(() => {
  vi.useFakeTimers()
  asked = []
  seen = []
  notices = []
  refresh = async () => Response.json({ tokens: tokens('2') })
  vi.stubGlobal('fetch', async (url: string, { body }: { body: string }) => {
    asked.push([url.split('/').at(-1) as string, JSON.parse(body)])
    if (url.endsWith('/RefreshToken')) return refresh()
    return Response.json(url.endsWith('/SignIn') ? { user, tokens: tokens('1') } : {})
  })
  session = new Session((_: unknown, accessToken: string | undefined, notice: string) => {
    seen.push(accessToken)
    notices.push(notice)
  })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('a token is replaced before it ends, for as long as the page is open', async () => {
  await session.signIn('ann@example.com', 'p')
  await vi.advanceTimersByTimeAsync(13 * MINUTE_MS)
  expect(asked.map(([method]) => method)).toEqual(['SignIn'])
  await vi.advanceTimersByTimeAsync(2 * MINUTE_MS)
  expect(asked[1]).toEqual(['RefreshToken', { refreshToken: 'refresh 1' }])
  await vi.advanceTimersByTimeAsync(15 * MINUTE_MS)
  expect(asked[2]).toEqual(['RefreshToken', { refreshToken: 'refresh 2' }])
  expect(seen).toEqual(['access 1', 'access 2', 'access 2'])
})

test('a token that is not replaced ends the session, and says so', async () => {
  refresh = async () => Response.json({ code: 'unauthenticated', message: 'sign in again' }, { status: 401 })
  await session.signIn('ann@example.com', 'p')
  await vi.advanceTimersByTimeAsync(15 * MINUTE_MS)
  expect(seen).toEqual(['access 1', undefined])
  expect(notices.at(-1)).toBe('Signed out: sign in again')
})

test('who signs out while a token is being replaced stays signed out', async () => {
  const { promise, resolve } = Promise.withResolvers<Response>()
  refresh = () => promise
  await session.signIn('ann@example.com', 'p')
  await vi.advanceTimersByTimeAsync(15 * MINUTE_MS)
  await session.signOut()
  resolve(Response.json({ tokens: tokens('2') }))
  await vi.advanceTimersByTimeAsync(MINUTE_MS)
  expect(seen).toEqual(['access 1', undefined])
  expect(asked.at(-1)).toEqual(['SignOut', { refreshToken: 'refresh 1' }])
})
