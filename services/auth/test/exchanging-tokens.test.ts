import { Role, SubjectTokenType, UserState } from '@rewards/contracts/auth'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { asAdmin, person, type Running, removeDir, runAuth, tempDir } from './running-auth.ts'
import { type CallAs, type Programs, partnerAt, programsAt, saidBy } from './service-accounts.ts'

let first: Running
let second: Running
let programs: Programs
let others: Programs
let admin: CallAs
let acme: CallAs
beforeAll(async () => {
  const dataDir = await tempDir()
  first = await runAuth({ dataDir })
  second = await runAuth({ dataDir })
  programs = programsAt(first)
  others = programsAt(second)
})
beforeEach(async () => {
  admin = await asAdmin(first)
  acme = await partnerAt(programs, admin, 'acme')
})
afterAll(async () => {
  for (const { close } of [programs, others]) close()
  for (const { stop } of [first, second]) await stop()
  await removeDir(first.dataDir)
})

describe('a player', () => {
  it('is a user from first sight on, and the same one ever after', async () => {
    const once = await programs.player('p-1', acme)
    const again = await others.player('p-1', await partnerAt(programs, admin, 'acme'))
    expect(again.userId).toBe(once.userId)
    const { user } = await first.auth.getMe({}, { token: again.accessToken })
    expect(user).toMatchObject({
      userId: once.userId,
      roles: [Role.USER],
      partner: 'acme',
      partnerUserId: 'p-1',
    })
    expect(user?.email).toBe('')
  })

  it('is one user, however many ask for them at once at two replicas', async () => {
    const calls = Array.from({ length: 64 }, (_, at) => (at % 2 ? others : programs).player('p-many', acme))
    const userIds = (await Promise.all(calls)).map(({ userId }) => userId)
    expect(new Set(userIds).size).toBe(1)
  })

  it('is another one for each partner, and for each way to write the id', async () => {
    const globex = await partnerAt(programs, admin, 'globex')
    const ids = ['p', 'P', ' p', 'p\u0308', 'p"], ["q', 'usr_p', '{"$ne":1}']
    const all = [...ids.map(id => programs.player(id, acme)), ...ids.map(id => programs.player(id, globex))]
    const userIds = (await Promise.all(all)).map(({ userId }) => userId)
    expect(new Set(userIds).size).toBe(2 * ids.length)
  })

  it('who was erased does not come back under the same id, at any replica, nor with any partner key', async () => {
    const { userId } = await programs.player('p-erased', acme)
    await first.states.eraseUser({ userId }, admin)
    const another = await partnerAt(programs, admin, 'acme')
    for (const call of [programs.player('p-erased', acme), others.player('p-erased', another)])
      await expect(call).rejects.toMatchObject({ kind: 'permission_denied', reason: 'ACCOUNT_DELETED' })
    const { user } = await first.users.getUser({ userId }, admin)
    expect(user).toMatchObject({ state: UserState.DELETED, partnerUserId: '' })
  })
})

describe('the token of a player', () => {
  it('has the role USER and nothing else, and says who asked for it', async () => {
    const { userId, accessToken } = await programs.player('p-2', acme)
    expect(saidBy(accessToken)).toMatchObject({
      sub: userId,
      act: { sub: saidBy(acme.token).sub },
      roles: ['USER'],
      prm: [],
      arv: 1,
      sid: expect.stringMatching(/^ses_/),
    })
  })

  it('has no more when the player has more', async () => {
    const { userId } = await programs.player('p-3', acme)
    const roles = [Role.OPERATOR, Role.SERVICE]
    await first.users.setRoles({ userId, roles, expectedRevision: 1 }, admin)
    const { accessToken } = await programs.player('p-3', acme)
    expect(saidBy(accessToken)).toMatchObject({ roles: ['USER'], prm: [], arv: 2 })
  })

  it('gets no tokens of others', async () => {
    const { accessToken: token } = await programs.player('p-4', acme)
    const call = programs.player('p-5', { token })
    await expect(call).rejects.toMatchObject({ kind: 'permission_denied', reason: 'PERMISSION_DENIED' })
  })

  it('belongs to one session a day', async () => {
    const sessionOf = async () => saidBy((await programs.player('p-6', acme)).accessToken).sid
    expect(await sessionOf()).toBe(await sessionOf())
  })
})

describe('nobody else gets a token for a player', () => {
  it('a person, though they have the role SERVICE', async () => {
    const ann = person()
    const { user } = await first.auth.signUp(ann)
    const change = { userId: user?.userId ?? '', roles: [Role.SERVICE], expectedRevision: 1 }
    await first.users.setRoles(change, admin)
    const { tokens } = await first.auth.signIn(ann)
    const call = programs.player('p-1', { token: tokens?.accessToken ?? '' })
    await expect(call).rejects.toMatchObject({ kind: 'permission_denied', reason: 'NO_PARTNER' })
  })

  it('an administrator', async () => {
    await expect(programs.player('p-1', admin)).rejects.toMatchObject({ reason: 'NO_PARTNER' })
  })

  it('an account without a partner', async () => {
    const { secret } = await programs.key(await programs.account(admin), admin, ['token.exchange'])
    const call = programs.player('p-1', await programs.withKey(secret))
    await expect(call).rejects.toMatchObject({ reason: 'NO_PARTNER' })
  })

  it('a key without the scope', async () => {
    const { secret } = await programs.key(await programs.account(admin, 'acme'), admin, ['activity.write'])
    const call = programs.player('p-1', await programs.withKey(secret))
    await expect(call).rejects.toMatchObject({
      reason: 'PERMISSION_DENIED',
      metadata: { permission: 'token.exchange' },
    })
  })

  it('an account that is disabled, from then on', async () => {
    const serviceAccountId = await programs.account(admin, 'acme')
    const { secret } = await programs.key(serviceAccountId, admin, ['token.exchange'])
    const before = await programs.withKey(secret)
    await programs.player('p-1', before)
    const change = { serviceAccountId, expectedRevision: 2, disabled: true }
    await programs.accounts.updateServiceAccount(change, admin)
    await expect(programs.player('p-1', before)).rejects.toMatchObject({ kind: expect.any(String) })
  })
})

describe('how an account stands', () => {
  const judge = (userId: string, state: UserState, expectedRevision: number) =>
    first.states.changeUserState({ userId, state, reason: 'cheats', expectedRevision }, admin)

  it('counts for a player: who is banned gets no token from any account of the partner', async () => {
    const { userId } = await programs.player('p-banned', acme)
    await judge(userId, UserState.BANNED, 1)
    const call = others.player('p-banned', await partnerAt(programs, admin, 'acme'))
    await expect(call).rejects.toMatchObject({ kind: 'permission_denied', reason: 'ACCOUNT_BANNED' })
  })

  it('counts for a player: who is suspended may read', async () => {
    const { userId } = await programs.player('p-suspended', acme)
    await judge(userId, UserState.SUSPENDED, 1)
    const { accessToken } = await programs.player('p-suspended', acme)
    expect(saidBy(accessToken)).toMatchObject({ sub: userId, st: 'SUSPENDED', roles: ['USER'], prm: [] })
  })

  it.each([
    ['suspended', UserState.SUSPENDED],
    ['banned', UserState.BANNED],
  ])('counts for a program: one that is %s gets no tokens for players', async (_, state) => {
    const accountId = await programs.account(admin, 'acme')
    const as = await programs.withKey((await programs.key(accountId, admin, ['token.exchange'])).secret)
    await judge(accountId, state, 2)
    const reason = expect.stringMatching(/^(NO_PARTNER|TOKEN_REVOKED)$/)
    await expect(programs.player('p-1', as)).rejects.toMatchObject({ reason })
  })
})

it.each([
  ['nobody', { subjectToken: '' }, 'subject_token'],
  ['a long id', { subjectToken: 'x'.repeat(201) }, 'subject_token'],
  ['an id with a control character', { subjectToken: 'a\u0000b' }, 'subject_token'],
  ['no type', { subjectTokenType: SubjectTokenType.UNSPECIFIED }, 'subject_token_type'],
  ['an unknown type', { subjectTokenType: 99 as SubjectTokenType }, 'subject_token_type'],
])('an exchange for %s is refused, and the field named', async (_, wrong, field) => {
  const request = { subjectToken: 'p', subjectTokenType: SubjectTokenType.PLAYER_ID, ...wrong }
  const call = programs.tokens.exchangeToken(request, acme)
  await expect(call).rejects.toMatchObject({ reason: 'INVALID_FIELDS', violations: [{ field }] })
})
