import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Json } from './support/json-calls.ts'
import { ok, type Person, startTestSystem, type TestSystem } from './support/system.ts'

let system: TestSystem
let mallory: Person
beforeAll(async () => {
  system = await startTestSystem()
  mallory = await system.person()
  const fields = [
    {
      key: 'nickname',
      text: {},
      visibleTo: 'METADATA_AUDIENCE_SELF',
      changeableBy: 'METADATA_AUDIENCE_SELF',
    },
  ]
  ok(await system.call('MetadataService/SetMetadataSchema', { fields, expectedRevision: 0 }, system.admin))
}, 120_000)
afterAll(() => system?.[Symbol.asyncDispose]())

describe('an operator in the place of a text', () => {
  test.each<[string, Json]>([
    ['AuthService/SignIn', { email: { $gt: '' }, password: { $gt: '' } }],
    ['AuthService/SignIn', { email: ['a@example.com'], password: 'correct horse battery' }],
    ['PasswordService/RequestPasswordReset', { email: { $ne: null } }],
    ['PasswordService/ResetPassword', { token: { $ne: '' }, newPassword: 'a password of hers' }],
    ['EmailService/ConfirmEmail', { token: { $regex: '.*' } }],
    ['UserService/SearchUsers', { email: { $gt: '' } }],
    ['UserService/SearchUsers', { displayName: { $where: 'true' } }],
    ['UserService/ListUsers', { email: { $ne: 1 } }],
    ['UserService/GetUser', { userId: { $ne: 'usr_x' } }],
    ['MetadataService/GetUserMetadata', { userId: { $in: ['usr_first_admin'] } }],
    ['ProfileService/UpdateMyProfile', { setMetadata: { nickname: { text: { $ne: 1 } } } }],
  ])('is refused by %s: %j', async (method, request) => {
    const { code } = await system.call(method, request, system.admin)
    expect(code).toBe('invalid_argument')
  })

  test.each(['{"$gt":""}', '$ne', '.*', "' OR 1=1 --", '%'])('that is text, %j, finds nobody', async text => {
    const found = ok(await system.call('UserService/SearchUsers', { email: text }, system.admin))
    expect(found.users).toEqual([])
  })
})

describe('metadata of an enemy', () => {
  const set = (setMetadata: Json) =>
    system.call('ProfileService/UpdateMyProfile', { setMetadata }, mallory.token)
  const nested = (depth: number) => JSON.parse(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`)

  test('that is deep is refused', async () => {
    for (const depth of [20, 5_000])
      expect((await set({ nickname: nested(depth) })).code).toBe('invalid_argument')
    expect((await set(nested(5_000))).code).toBe('invalid_argument')
  })

  test('that is huge is refused', async () => {
    expect((await set({ nickname: { text: 'x'.repeat(500_000) } })).code).toBe('invalid_argument')
    const many = Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`k${at}`, { flag: true }]))
    expect((await set(many)).code).toBe('invalid_argument')
  })

  test('that reaches for what every object has is refused', async () => {
    for (const key of ['__proto__', 'constructor', 'toString', 'hasOwnProperty'])
      expect((await set(JSON.parse(`{${JSON.stringify(key)}: {"text": "x"}}`))).code).toBe('invalid_argument')
    expect({}).not.toHaveProperty('text')
  })

  test('leaves the account as it was, and the good key works', async () => {
    const profile = async () =>
      ok(await system.call('ProfileService/GetMyProfile', {}, mallory.token)).profile
    expect((await profile()).metadata).toEqual({})
    expect((await set({ nickname: { text: 'mal' } })).code).toBe('ok')
    expect((await profile()).metadata).toEqual({ nickname: { text: 'mal' } })
  })
})

describe('what a profile may not change', () => {
  const wished = {
    userId: 'usr_first_admin',
    email: 'wished@example.com',
    emailVerifiedAt: '2026-01-01T00:00:00Z',
    roles: ['ROLE_ADMIN'],
    state: 'USER_STATE_ACTIVE',
    revision: 99,
    passwordHash: 'x',
    metadata: { nickname: { text: 'wished' } },
  }

  test('is left by one’s own update', async () => {
    const before = ok(await system.call('AuthService/GetMe', {}, mallory.token))
    const { profile } = ok(
      await system.call('ProfileService/UpdateMyProfile', { ...wished, displayName: 'M' }, mallory.token),
    )
    expect(profile).toMatchObject({ userId: mallory.userId, displayName: 'M', email: before.user.email })
    const after = ok(await system.call('AuthService/GetMe', {}, mallory.token))
    expect(after.permissions).toEqual([])
    expect(after.user).toEqual({ ...before.user, displayName: 'M', revision: before.user.revision + 1 })
  })

  test('is left by an administrator’s', async () => {
    const { user } = ok(await system.call('UserService/GetUser', { userId: mallory.userId }, system.admin))
    const change = { ...wished, userId: mallory.userId, timeZone: 'UTC', expectedRevision: user.revision }
    const changed = ok(await system.call('UserService/UpdateUser', change, system.admin)).user
    expect(changed).toEqual({ ...user, timeZone: 'UTC', revision: user.revision + 1 })
  })
})
