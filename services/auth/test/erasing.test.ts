import { Role, UserState } from '@rewards/contracts/auth'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ADMIN, asAdmin, person, type Running, removeDir, runAuth, tempDir } from './running-auth.ts'

let first: Running
let second: Running
let admin: { token: string }
beforeAll(async () => {
  const dataDir = await tempDir()
  first = await runAuth({ dataDir })
  second = await runAuth({ dataDir })
})
afterAll(async () => {
  await first.stop()
  await second.stop()
  await removeDir(first.dataDir)
})
beforeEach(async () => {
  admin = await asAdmin(first)
})

async function newUser(given: Parameters<typeof person>[0] = {}) {
  const who = person(given)
  const { user, tokens } = await first.auth.signUp(who)
  const refreshToken = tokens?.refreshToken ?? ''
  return { ...who, userId: user?.userId ?? '', refreshToken, token: { token: tokens?.accessToken ?? '' } }
}

async function asItIs(userId: string) {
  return (await second.users.getUser({ userId }, admin)).user
}

describe('somebody who deletes their account', () => {
  it('is there by id alone, with no role', async () => {
    const ann = await newUser()
    await first.users.setRoles({ userId: ann.userId, roles: [Role.AUDITOR], expectedRevision: 1 }, admin)
    const { tokens } = await first.auth.signIn(ann)
    const token = { token: tokens?.accessToken ?? '' }
    await first.states.deleteMyAccount({ password: ann.password }, token)
    const left = { userId: ann.userId, email: '', displayName: '', roles: [Role.USER], revision: 3 }
    expect(await asItIs(ann.userId)).toMatchObject({ ...left, state: UserState.DELETED })
    const { users } = await second.users.listUsers({ state: UserState.DELETED }, admin)
    expect(users.map(({ userId }) => userId)).toContain(ann.userId)
  })

  it('comes in by no way that was theirs', async () => {
    const ann = await newUser()
    await first.states.deleteMyAccount({ password: ann.password }, ann.token)
    await expect(second.auth.signIn(ann)).rejects.toMatchObject({ reason: 'SIGN_IN_REFUSED' })
    await expect(second.auth.refreshToken(ann)).rejects.toMatchObject({ reason: 'REFRESH_REFUSED' })
  })

  it('does not come back as somebody new, whoever asks and however the address is written', async () => {
    const ann = await newUser({ email: 'Änn.Erased@example.com' })
    await first.states.deleteMyAccount({ password: ann.password }, ann.token)
    for (const email of [ann.email, 'ÄNN.ERASED@EXAMPLE.COM', 'A\u0308nn.erased@example.com']) {
      const taken = { kind: 'already_exists', reason: 'EMAIL_TAKEN' }
      await expect(second.auth.signUp(person({ email }))).rejects.toMatchObject(taken)
      const request = { idempotencyKey: `back ${email}`, roles: [Role.USER], ...person({ email }) }
      await expect(first.users.createUser(request, admin)).rejects.toMatchObject(taken)
    }
  })

  it('does not come back by signing up at the same moment, over two replicas', async () => {
    for (let round = 0; round < 5; round++) {
      const ann = await newUser()
      const ups = Array.from({ length: 8 }, (_, at) => (at % 2 ? first : second).auth.signUp(ann))
      const outcomes = Promise.allSettled(ups)
      await first.states.deleteMyAccount({ password: ann.password }, ann.token)
      for (const outcome of await outcomes)
        expect(outcome).toMatchObject({ status: 'rejected', reason: { reason: 'EMAIL_TAKEN' } })
    }
  })

  it('gives the right password, or nothing happens', async () => {
    const ann = await newUser()
    const wrong = first.states.deleteMyAccount({ password: 'a wrong password' }, ann.token)
    await expect(wrong).rejects.toMatchObject({ reason: 'PASSWORD_WRONG' })
    for (const password of ['', 'x'.repeat(257)]) {
      const none = first.states.deleteMyAccount({ password }, ann.token)
      const violations = [{ field: 'password' }]
      await expect(none).rejects.toMatchObject({ reason: 'INVALID_FIELDS', violations })
    }
    expect(await asItIs(ann.userId)).toMatchObject({ state: UserState.ACTIVE, email: ann.email })
  })

  it('may be suspended', async () => {
    const ann = await newUser()
    const verdict = { userId: ann.userId, state: UserState.SUSPENDED, reason: 'spam', expectedRevision: 1 }
    await first.states.changeUserState(verdict, admin)
    const { tokens } = await second.auth.signIn(ann)
    await first.states.deleteMyAccount({ password: ann.password }, { token: tokens?.accessToken ?? '' })
    expect(await asItIs(ann.userId)).toMatchObject({ state: UserState.DELETED, stateReason: '' })
  })

  it('is not the last administrator', async () => {
    const call = first.states.deleteMyAccount({ password: ADMIN.password }, admin)
    await expect(call).rejects.toMatchObject({ kind: 'failed_precondition', reason: 'LAST_ADMIN' })
    expect((await second.auth.signIn(ADMIN)).user?.email).toBe(ADMIN.email)
  })
})

describe('erasing a user', () => {
  it('is done once, however often it is asked for', async () => {
    const { userId } = await newUser()
    const once = await first.states.eraseUser({ userId }, admin)
    expect(once.user).toMatchObject({ state: UserState.DELETED, revision: 2 })
    expect(await second.states.eraseUser({ userId }, admin)).toEqual(once)
  })

  it('frees the place of an administrator, who is none any more', async () => {
    const request = { idempotencyKey: 'second admin', roles: [Role.ADMIN], ...person() }
    const { user } = await first.users.createUser(request, admin)
    await first.states.eraseUser({ userId: user?.userId ?? '' }, admin)
    const { users } = await second.users.listUsers({ role: Role.ADMIN }, admin)
    expect(users.map(({ email }) => email)).toEqual([ADMIN.email])
    const again = first.users.createUser(request, admin)
    await expect(again).rejects.toMatchObject({ reason: 'KEY_REUSED' })
  })

  it('is the last change of an account', async () => {
    const { userId } = await newUser()
    await first.states.eraseUser({ userId }, admin)
    const deleted = { kind: 'failed_precondition', reason: 'USER_DELETED' }
    const roles = { userId, roles: [Role.ADMIN], expectedRevision: 2 }
    await expect(first.users.setRoles(roles, admin)).rejects.toMatchObject(deleted)
    const verdict = { userId, state: UserState.ACTIVE, expectedRevision: 2 }
    await expect(first.states.changeUserState(verdict, admin)).rejects.toMatchObject(deleted)
  })

  it('of an unknown user is not found, and of a wrong id refused', async () => {
    const unknown = first.states.eraseUser({ userId: 'usr_nobody' }, admin)
    await expect(unknown).rejects.toMatchObject({ kind: 'not_found', reason: 'USER_NOT_FOUND' })
    const wrong = first.states.eraseUser({ userId: '' }, admin)
    await expect(wrong).rejects.toMatchObject({
      reason: 'INVALID_FIELDS',
      violations: [{ field: 'user_id' }],
    })
  })
})
