import { AuthService } from '@rewards/contracts/auth'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callsTo } from './call-from.ts'
import { asAdmin, person, type Running, removeDir, runAuth, tempDir } from './running-auth.ts'

let dataDir: string
let here: Running
let there: Running
let admin: { token: string }
beforeAll(async () => {
  dataDir = await tempDir()
  here = await runAuth({ dataDir })
  there = await runAuth({ dataDir })
  admin = await asAdmin(here)
})
afterAll(async () => {
  await here.stop()
  await there.stop()
  await removeDir(dataDir)
})

/** Somebody who is signed in so many times; each sign-in with its tokens and its session. */
async function signedIn(times: number) {
  const account = person()
  const first = await here.auth.signUp(account)
  const all: Pick<typeof first, 'tokens'>[] = [first]
  while (all.length < times) all.push(await there.auth.signIn(account))
  const sessions = all.map(({ tokens }) => {
    const { accessToken: token = '', refreshToken = '' } = tokens ?? {}
    return { token, refreshToken, sessionId: refreshToken.split('.')[0] ?? '' }
  })
  return { account, userId: first.user?.userId ?? '', sessions: sessions as [Held, ...Held[]] }
}

interface Held {
  readonly token: string
  readonly refreshToken: string
  readonly sessionId: string
}

const idsOf = async (held: Held) => {
  const { sessions } = await there.sessions.listMySessions({}, held)
  return new Set(sessions.map(({ sessionId }) => sessionId))
}

const goesOn = ({ refreshToken }: Held) =>
  here.auth.refreshToken({ refreshToken }).then(
    () => 'goes on',
    error => error.reason,
  )

const becomesRevoked = ({ token }: Held) =>
  expect
    .poll(() => here.auth.getMe({}, { token }).catch(error => error.reason), { timeout: 20_000 })
    .toBe('TOKEN_REVOKED')

test('a user sees all of their sessions, which one they are in, and none of others', async () => {
  const { sessions } = await signedIn(3)
  await signedIn(1)
  const [first] = sessions
  const listed = (await there.sessions.listMySessions({}, first)).sessions
  expect(new Set(listed.map(each => each.sessionId))).toEqual(new Set(sessions.map(each => each.sessionId)))
  expect(listed.filter(each => each.current).map(each => each.sessionId)).toEqual([first.sessionId])
})

test('a session tells where it was used last, until it ends', async () => {
  const account = person()
  await here.auth.signUp(account)
  const { callFrom, close } = callsTo(there.port)
  const { signIn, refreshToken } = AuthService.method
  const { tokens } = await callFrom('203.0.113.7', signIn, account, 'A browser')
  const held = { token: tokens?.accessToken ?? '' }
  const sessionId = tokens?.refreshToken.split('.')[0]
  const mine = async () =>
    (await here.sessions.listMySessions({}, held)).sessions.find(each => each.sessionId === sessionId)
  expect(await mine()).toMatchObject({ address: '203.0.113.7', userAgent: 'A browser', current: true })
  await callFrom('2001:db8::1', refreshToken, { refreshToken: tokens?.refreshToken ?? '' }, 'Another')
  expect(await mine()).toMatchObject({ address: '2001:db8::1', userAgent: 'Another' })
  close()
})

test('pages of sessions follow one another, and end', async () => {
  const { sessions } = await signedIn(5)
  const [held] = sessions
  const seen: string[] = []
  let pageToken = ''
  do {
    const page = await here.sessions.listMySessions({ pageSize: 2, pageToken }, held)
    seen.push(...page.sessions.map(each => each.sessionId))
    pageToken = page.nextPageToken
  } while (pageToken !== '')
  expect(seen).toHaveLength(5)
  expect(new Set(seen)).toEqual(new Set(sessions.map(each => each.sessionId)))
})

describe('one session is ended by its user', () => {
  test('who is out there then, and goes on elsewhere', async () => {
    const { sessions } = await signedIn(2)
    const [mine, lost] = sessions as [Held, Held]
    await here.sessions.revokeMySession({ sessionId: lost.sessionId }, mine)
    await here.sessions.revokeMySession({ sessionId: lost.sessionId }, mine) // once more is as good
    expect(await goesOn(lost)).toBe('REFRESH_REFUSED')
    await becomesRevoked(lost)
    expect(await idsOf(mine)).toEqual(new Set([mine.sessionId]))
    expect(await goesOn(mine)).toBe('goes on')
  })

  test('but not by anybody else, for whom it is as one that there is not', async () => {
    const { sessions } = await signedIn(1)
    const stranger = (await signedIn(1)).sessions[0]
    const [{ sessionId }] = sessions
    const refused = here.sessions.revokeMySession({ sessionId }, stranger)
    await expect(refused).rejects.toMatchObject({ kind: 'not_found', reason: 'SESSION_NOT_FOUND' })
    const nobodys = here.sessions.revokeMySession({ sessionId: 'ses_none' }, stranger)
    await expect(nobodys).rejects.toMatchObject({ kind: 'not_found', reason: 'SESSION_NOT_FOUND' })
    expect(await goesOn(sessions[0])).toBe('goes on')
  })
})

describe('signing out everywhere', () => {
  test('ends every session and every token', async () => {
    const { account, sessions } = await signedIn(3)
    await here.sessions.signOutEverywhere({}, sessions[0])
    for (const each of sessions) {
      expect(await goesOn(each)).toBe('REFRESH_REFUSED')
      await becomesRevoked(each)
    }
    const again = await here.auth.signIn(account)
    expect(await idsOf({ ...sessions[0], token: again.tokens?.accessToken ?? '' })).toHaveLength(1)
  })

  test('may keep the session that it is done from, which goes on by its refresh token', async () => {
    const { sessions } = await signedIn(3)
    const [kept, ...others] = sessions
    await here.sessions.signOutEverywhere({ keepCurrent: true }, kept)
    for (const each of others) expect(await goesOn(each)).toBe('REFRESH_REFUSED')
    const { tokens } = await there.auth.refreshToken(kept)
    expect(await idsOf({ ...kept, token: tokens?.accessToken ?? '' })).toEqual(new Set([kept.sessionId]))
  })

  test('beside refreshes of all of them, over two replicas, leaves none', async () => {
    const { sessions } = await signedIn(8)
    const refreshes = sessions.map((each, at) =>
      (at % 2 ? here : there).auth.refreshToken(each).then(
        ({ tokens }) => tokens?.refreshToken ?? '',
        () => each.refreshToken,
      ),
    )
    await here.sessions.signOutEverywhere({}, sessions[0])
    for (const refreshToken of await Promise.all(refreshes))
      expect(await goesOn({ ...sessions[0], refreshToken })).toBe('REFRESH_REFUSED')
  })
})

describe('an administrator', () => {
  test('sees the sessions of a user, and ends one, or all', async () => {
    const { userId, sessions } = await signedIn(3)
    const [first, second, third] = sessions as [Held, Held, Held]
    const listed = await here.sessions.listUserSessions({ userId }, admin)
    expect(listed.sessions).toHaveLength(3)
    await here.sessions.revokeUserSessions({ userId, sessionId: first.sessionId }, admin)
    expect(await goesOn(first)).toBe('REFRESH_REFUSED')
    expect(await goesOn(second)).toBe('goes on')
    await here.sessions.revokeUserSessions({ userId }, admin)
    expect(await goesOn(third)).toBe('REFRESH_REFUSED')
    await becomesRevoked(third)
    expect((await here.sessions.listUserSessions({ userId }, admin)).sessions).toEqual([])
  })

  test('is told of users and sessions that there are not, and ends none of another user by mistake', async () => {
    const ann = await signedIn(1)
    const bob = await signedIn(1)
    const calls = [
      here.sessions.listUserSessions({ userId: 'usr_none' }, admin),
      here.sessions.revokeUserSessions({ userId: 'usr_none' }, admin),
      here.sessions.revokeUserSessions({ userId: ann.userId, sessionId: bob.sessions[0].sessionId }, admin),
    ]
    const reasons = await Promise.all(calls.map(call => call.then(String, error => error.reason)))
    expect(reasons).toEqual(['USER_NOT_FOUND', 'USER_NOT_FOUND', 'SESSION_NOT_FOUND'])
    expect(await goesOn(bob.sessions[0])).toBe('goes on')
  })
})
