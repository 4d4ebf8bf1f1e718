import { create } from '@bufbuild/protobuf'
import { TimestampSchema } from '@bufbuild/protobuf/wkt'
import { Role } from '@rewards/contracts/auth'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ADMIN, asAdmin, person, type Running, removeDir, runAuth, tempDir } from './running-auth.ts'

let running: Running
let admin: { token: string }
beforeAll(async () => {
  running = await runAuth({ dataDir: await tempDir() })
  admin = await asAdmin(running)
})
afterAll(async () => {
  await running.stop()
  await removeDir(running.dataDir)
})

type Call = (running: Running) => Promise<unknown>

const signUp =
  (given: Parameters<typeof person>[0]): Call =>
  ({ auth }) =>
    auth.signUp(person(given))
const signIn =
  (given: object): Call =>
  ({ auth }) =>
    auth.signIn({ ...ADMIN, ...given })
const createUser =
  (given: object): Call =>
  ({ users }) =>
    users.createUser({ idempotencyKey: 'key', roles: [Role.USER], ...person(), ...given }, admin)
const setRoles =
  (given: object): Call =>
  ({ users }) =>
    users.setRoles({ userId: 'usr_ann', roles: [Role.USER], expectedRevision: 1, ...given }, admin)
const listUsers =
  (given: object): Call =>
  ({ users }) =>
    users.listUsers(given, admin)
const time = (seconds: bigint, nanos = 0) => create(TimestampSchema, { seconds, nanos })

const NO_ADDRESS = 'is not an e-mail address; allowed is name@domain, such as ann@example.com'
const COMMON = 'is one of the commonest passwords; allowed is one that others do not have'
const NO_ROLE = 'is no role; allowed is one of USER, OPERATOR, AUDITOR, ADMIN, SERVICE'

describe('a request with a wrong field is refused, and the field named', () => {
  it.each<[string, Call, string, string]>([
    ['no address', signUp({ email: '  ' }), 'email', 'is missing; allowed are 1 to 254 characters'],
    ['no domain', signUp({ email: 'ann' }), 'email', NO_ADDRESS],
    ['no dot in the domain', signUp({ email: 'ann@host' }), 'email', NO_ADDRESS],
    ['two signs', signUp({ email: 'a@b@example.com' }), 'email', NO_ADDRESS],
    ['an empty label', signUp({ email: 'ann@example..com' }), 'email', NO_ADDRESS],
    ['a blank inside', signUp({ email: 'an n@example.com' }), 'email', NO_ADDRESS],
    ['a line end inside', signUp({ email: 'ann@example.com\nbcc:eve@example.com' }), 'email', NO_ADDRESS],
    ['a zero-width letter', signUp({ email: 'an\u200bn@example.com' }), 'email', NO_ADDRESS],
    ['a name with it', signUp({ email: 'Ann <ann@example.com>' }), 'email', NO_ADDRESS],
    [
      'a long address',
      signUp({ email: `ann@${'a.'.repeat(126)}example.com` }),
      'email',
      'has 267 characters; allowed are 1 to 254',
    ],
    [
      'a short password',
      signUp({ password: '\u{1f511}'.repeat(9) }),
      'password',
      'has 9 characters; allowed are 10 to 256 characters',
    ],
    ['no password', signUp({ password: '' }), 'password', 'is missing; allowed are 10 to 256 characters'],
    [
      'a long password',
      signUp({ password: 'x'.repeat(257) }),
      'password',
      'has 257 characters; allowed are 10 to 256 characters',
    ],
    ['a common password', signUp({ password: 'Qwertyuiop' }), 'password', COMMON],
    [
      'a common password in letters of another width',
      signUp({ password: 'ｐａｓｓｗｏｒｄ１２３' }),
      'password',
      COMMON,
    ],
    ['a common password by an administrator', createUser({ password: '1Q2W3E4R5T' }), 'password', COMMON],
    ['no name', signUp({ displayName: ' ' }), 'display_name', 'is missing; allowed are 1 to 80 characters'],
    [
      'a long name',
      signUp({ displayName: 'x'.repeat(81) }),
      'display_name',
      'has 81 characters; allowed are 1 to 80',
    ],
    [
      'a name of controls',
      signUp({ displayName: 'A\u0007' }),
      'display_name',
      'has control characters; allowed is text',
    ],
    ['signing in, no address', signIn({ email: '' }), 'email', 'is missing; allowed are 1 to 320 characters'],
    [
      'signing in, no password',
      signIn({ password: '' }),
      'password',
      'is missing; allowed are 1 to 256 characters',
    ],
    [
      'signing in, a huge password',
      signIn({ password: 'x'.repeat(500_000) }),
      'password',
      'has 500000 characters; allowed are 1 to 256 characters',
    ],
    [
      'no key',
      createUser({ idempotencyKey: '' }),
      'idempotency_key',
      'is missing; allowed are 1 to 100 characters',
    ],
    ['no roles', createUser({ roles: [] }), 'roles', 'is empty; allowed is at least one role'],
    ['an unspecified role', createUser({ roles: [Role.USER, 0] }), 'roles[1]', NO_ROLE],
    ['an unknown role', createUser({ roles: [99] }), 'roles[0]', NO_ROLE],
    ['setting no roles', setRoles({ roles: [] }), 'roles', 'is empty; allowed is at least one role'],
    ['setting an unknown role', setRoles({ roles: [-1] }), 'roles[0]', NO_ROLE],
    [
      'no revision',
      setRoles({ expectedRevision: 0 }),
      'expected_revision',
      'is 0; allowed is 1 to 2147483647',
    ],
    [
      'a negative revision',
      setRoles({ expectedRevision: -1 }),
      'expected_revision',
      'is -1; allowed is 1 to 2147483647',
    ],
    [
      'an id of another kind',
      setRoles({ userId: 'evt_1' }),
      'user_id',
      'is "evt_1"; allowed is usr_ followed by a-z, 0-9 and _, at most 40 characters',
    ],
    ['listing an unknown role', listUsers({ role: 77 }), 'role', NO_ROLE],
    ['a negative page', listUsers({ pageSize: -1 }), 'page_size', 'is -1; allowed is 0 to 200'],
    ['a huge page', listUsers({ pageSize: 201 }), 'page_size', 'is 201; allowed is 0 to 200'],
    ['no time', listUsers({ createdFrom: time(1n << 62n) }), 'created_from', 'is not a time'],
    ['no time either', listUsers({ createdBefore: time(0n, -5) }), 'created_before', 'is not a time'],
    [
      'an end before the start',
      listUsers({ createdFrom: time(10n), createdBefore: time(9n) }),
      'created_before',
      'is not after created_from',
    ],
  ])('%s', async (_name, call, field, description) => {
    await expect(call(running)).rejects.toMatchObject({
      kind: 'invalid_argument',
      reason: 'INVALID_FIELDS',
      violations: [{ field, description }],
    })
  })

  it('all wrong fields at once', async () => {
    const call = running.users.createUser({}, admin)
    const fields = ['idempotency_key', 'email', 'password', 'display_name', 'roles']
    await expect(call).rejects.toMatchObject({ violations: fields.map(field => ({ field })) })
  })
})

describe('what looks odd and is fine', () => {
  it.each([
    "o'hara+tag@sub.example.co.uk",
    'x@xn--bcher-kva.example',
    '用户@例え.テスト',
    `${'a'.repeat(64)}@example.com`,
  ])('the address %s', async email => {
    const { user } = await running.auth.signUp(person({ email }))
    expect(user?.email).toBe(email)
  })

  it.each(['          ', 'pass\u0000word\u0007 \n', '\u{1f511}'.repeat(256)])(
    'the password %j',
    async password => {
      const ann = person({ password })
      await running.auth.signUp(ann)
      expect((await running.auth.signIn(ann)).user?.email).toBe(ann.email)
    },
  )
})
