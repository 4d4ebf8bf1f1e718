import { Role } from '@rewards/contracts/auth'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { asAdmin, person, type Running, removeDir, runAuth, tempDir } from './running-auth.ts'

const DAY_MS = 24 * 3_600_000

let first: Running
let second: Running
let clockMs = Date.now()
/** The refresh tokens of one session: `given[0]` is the sign-in's. */
let given: string[]

beforeAll(async () => {
  const dataDir = await tempDir()
  const overrides = { now: () => clockMs }
  first = await runAuth({ dataDir, overrides })
  second = await runAuth({ dataDir, overrides })
})
afterAll(async () => {
  await first.stop()
  await second.stop()
  await removeDir(first.dataDir)
})
beforeEach(async () => {
  const { tokens } = await first.auth.signUp(person())
  given = [tokens?.refreshToken ?? '']
})

async function refresh(refreshToken = '', at = first): Promise<string> {
  const { tokens } = await at.auth.refreshToken({ refreshToken })
  return tokens?.refreshToken ?? ''
}

const reused = { kind: 'unauthenticated', reason: 'REFRESH_REUSED' }
const refused = { kind: 'unauthenticated', reason: 'REFRESH_REFUSED' }

describe('a refresh token', () => {
  it('gives the next one, which gives the one after that', async () => {
    for (let at = 0; at < 5; at++) given.push(await refresh(given[at]))
    expect(new Set(given).size).toBe(6)
  })

  it('gives the same next one again while that has not been used, at any replica', async () => {
    const next = await refresh(given[0])
    expect(await refresh(given[0])).toBe(next)
    expect(await refresh(given[0], second)).toBe(next)
    expect(await refresh(next, second)).not.toBe(next)
  })

  it('that comes again after its successor was used ends the session', async () => {
    const next = await refresh(given[0])
    const last = await refresh(next)
    await expect(refresh(given[0])).rejects.toMatchObject(reused)
    for (const token of [given[0], next, last]) await expect(refresh(token)).rejects.toMatchObject(reused)
  })

  it('of one session does not touch another of the same user', async () => {
    const ann = person()
    const one = (await first.auth.signUp(ann)).tokens?.refreshToken
    const other = (await first.auth.signIn(ann)).tokens?.refreshToken
    await refresh(await refresh(one))
    await expect(refresh(one)).rejects.toMatchObject(reused)
    expect(await refresh(other)).not.toBe('')
  })

  it('gives 64 callers at once, over two replicas, one and the same next token', async () => {
    const calls = Array.from({ length: 64 }, (_, at) => refresh(given[0], at % 2 ? first : second))
    const next = new Set(await Promise.all(calls))
    expect(next.size).toBe(1)
    expect(await refresh([...next][0])).not.toBe('')
  })

  it('ends with its session, 30 days after the sign-in, however often it was refreshed', async () => {
    const start = clockMs
    try {
      let next = given[0]
      for (const days of [13, 26, 29]) {
        clockMs = start + days * DAY_MS
        next = await refresh(next)
      }
      clockMs = start + 30 * DAY_MS
      await expect(refresh(next)).rejects.toMatchObject(refused)
    } finally {
      clockMs = start
    }
  })

  it('ends with its session, 14 days after it was used last', async () => {
    const start = clockMs
    try {
      clockMs = start + 10 * DAY_MS
      const next = await refresh(given[0])
      clockMs = start + 24 * DAY_MS
      await expect(refresh(next)).rejects.toMatchObject(refused)
    } finally {
      clockMs = start
    }
  })

  it.each<[string, (token: string) => string]>([
    ['garbage', () => 'garbage'],
    ['a session that is not', token => token.replace('ses_', 'ses_0')],
    ['a generation that was not given out', token => token.replace('.1.', '.2.')],
    ['generation 0', token => token.replace('.1.', '.0.')],
    ['another proof', token => `${token.slice(0, -2)}AA`],
    ['no proof', token => token.slice(0, token.lastIndexOf('.'))],
    ['what follows a token', token => `${token}x`],
  ])('that is forged (%s) is refused, and the session lives on', async (_name, forge) => {
    const token = given[0] ?? ''
    const forged = forge(token)
    expect(forged).not.toBe(token)
    await expect(refresh(forged)).rejects.toMatchObject(refused)
    await first.auth.signOut({ refreshToken: forged })
    expect(await refresh(token)).not.toBe('')
  })

  it.each(['', 'x'.repeat(513), 'a\u0000b'])('that is none (%j) is named as the wrong field', async token => {
    const violations = [{ field: 'refresh_token' }]
    const wrong = { kind: 'invalid_argument', reason: 'INVALID_FIELDS', violations }
    await expect(refresh(token)).rejects.toMatchObject(wrong)
    await expect(first.auth.signOut({ refreshToken: token })).rejects.toMatchObject(wrong)
  })
})

describe('signing out', () => {
  it('ends the session for every one of its tokens, by any of them', async () => {
    const next = await refresh(given[0])
    await first.auth.signOut({ refreshToken: given[0] ?? '' })
    for (const token of [given[0], next]) await expect(refresh(token)).rejects.toMatchObject(refused)
  })

  it('succeeds again', async () => {
    for (let times = 0; times < 3; times++) await first.auth.signOut({ refreshToken: given[0] ?? '' })
    await expect(refresh(given[0])).rejects.toMatchObject(refused)
  })
})

it('a refreshed access token carries the roles as they are by then', async () => {
  const ann = person()
  const { user, tokens } = await first.auth.signUp(ann)
  const [userId, admin] = [user?.userId ?? '', await asAdmin(first)]
  await first.users.setRoles({ userId, roles: [Role.ADMIN], expectedRevision: 1 }, admin)
  const before = { token: tokens?.accessToken ?? '' }
  await expect(first.users.getUser({ userId }, before)).rejects.toMatchObject({ kind: 'permission_denied' })
  const refreshed = await first.auth.refreshToken({ refreshToken: tokens?.refreshToken ?? '' })
  const after = { token: refreshed.tokens?.accessToken ?? '' }
  expect((await first.users.getUser({ userId }, after)).user?.userId).toBe(userId)
})
