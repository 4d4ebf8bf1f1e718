import { create } from '@bufbuild/protobuf'
import { TimestampSchema } from '@bufbuild/protobuf/wkt'
import { Role } from '@rewards/contracts/auth'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ADMIN, asAdmin, person, type Running, removeDir, runAuth, tempDir } from './running-auth.ts'

let first: Running
let second: Running
let admin: { token: string }
let clockMs = Date.now()
beforeAll(async () => {
  const dataDir = await tempDir()
  const overrides = { now: () => clockMs }
  first = await runAuth({ dataDir, overrides })
  second = await runAuth({ dataDir, overrides })
  admin = await asAdmin(first)
})
afterAll(async () => {
  await first.stop()
  await second.stop()
  await removeDir(first.dataDir)
})

let keys = 0
/** A request to make a user, with whatever the test is about. */
function wanted(given: Partial<Parameters<typeof person>[0]> & { roles?: Role[] } = {}) {
  keys += 1
  return { idempotencyKey: `key-${keys}`, roles: [Role.OPERATOR], ...person(given), ...given }
}

describe('making a user', () => {
  it('gives them the roles, and USER besides, and they sign in', async () => {
    const request = wanted({ roles: [Role.SERVICE, Role.OPERATOR, Role.SERVICE] })
    const { user } = await first.users.createUser(request, admin)
    expect(user?.roles).toEqual([Role.USER, Role.OPERATOR, Role.SERVICE])
    expect((await first.auth.signIn(request)).user).toEqual(user)
  })

  it('can make an administrator', async () => {
    const request = wanted({ roles: [Role.ADMIN] })
    const { user } = await first.users.createUser(request, admin)
    expect(user?.roles).toEqual([Role.USER, Role.ADMIN])
    const { tokens } = await first.auth.signIn(request)
    const own = await first.users.getUser(
      { userId: user?.userId ?? '' },
      { token: tokens?.accessToken ?? '' },
    )
    expect(own.user).toEqual(user)
  })

  it('makes one user of many equal calls at once, over two replicas, and of a later one', async () => {
    for (const roles of [[Role.OPERATOR], [Role.ADMIN, Role.AUDITOR]]) {
      const request = wanted({ roles })
      const calls = Array.from({ length: 16 }, (_, at) =>
        (at % 2 ? first : second).users.createUser(request, admin),
      )
      const made = new Set((await Promise.all(calls)).map(({ user }) => JSON.stringify(user?.userId)))
      expect(made.size).toBe(1)
      const again = await second.users.createUser(request, admin)
      expect(made).toContain(JSON.stringify(again.user?.userId))
      expect(again.user?.roles).toEqual([Role.USER, ...roles].toSorted((a, b) => a - b))
    }
  })

  it.each<[string, object]>([
    ['address', { email: 'other@example.com' }],
    ['password', { password: 'another password' }],
    ['name', { displayName: 'Other' }],
    ['roles', { roles: [Role.OPERATOR, Role.ADMIN] }],
  ])('refuses the same key with another %s', async (_what, other) => {
    const request = wanted()
    await first.users.createUser(request, admin)
    const call = first.users.createUser({ ...request, ...other }, admin)
    await expect(call).rejects.toMatchObject({ kind: 'failed_precondition', reason: 'KEY_REUSED' })
  })

  it('takes the same key of two callers for two requests', async () => {
    const other = wanted({ roles: [Role.ADMIN] })
    await first.users.createUser(other, admin)
    const { tokens } = await first.auth.signIn(other)
    const one = wanted()
    const two = { ...wanted(), idempotencyKey: one.idempotencyKey }
    const made = await first.users.createUser(one, admin)
    const madeToo = await first.users.createUser(two, { token: tokens?.accessToken ?? '' })
    expect(madeToo.user?.userId).not.toBe(made.user?.userId)
  })

  it('refuses an address that is taken', async () => {
    const request = wanted({ email: ADMIN.email.toUpperCase() })
    await expect(first.users.createUser(request, admin)).rejects.toMatchObject({ reason: 'EMAIL_TAKEN' })
  })
})

describe('listing users', () => {
  it('gives the newest first, page by page, each once', async () => {
    const made: string[] = []
    for (let at = 0; at < 7; at++) {
      clockMs += 1_000
      const { user } = await first.users.createUser(wanted({ roles: [Role.AUDITOR] }), admin)
      made.unshift(user?.userId ?? '')
    }
    const seen: string[] = []
    for (let pageToken = '', page = 0; page < 4; page++) {
      const filter = { role: Role.AUDITOR, createdFrom: at(clockMs - 6_000), pageSize: 3, pageToken }
      const { users, nextPageToken } = await first.users.listUsers(filter, admin)
      seen.push(...users.map(user => user.userId))
      pageToken = nextPageToken
      if (pageToken === '') break
    }
    expect(seen).toEqual(made)
  })

  it('filters by role, address and time, alone and together', async () => {
    clockMs += 60_000
    const since = clockMs
    const mail = `${since}@example.com`
    const { user: bob } = await first.users.createUser(wanted({ email: mail, roles: [Role.SERVICE] }), admin)
    clockMs += 1_000
    const { user: eve } = await first.users.createUser(wanted({ roles: [Role.SERVICE, Role.AUDITOR] }), admin)
    const ids = async (filter: object) => {
      const { users } = await first.users.listUsers({ ...filter, pageSize: 200 }, admin)
      return users.map(user => user.userId)
    }
    const [bobs, eves] = [bob?.userId ?? '', eve?.userId ?? '']
    expect(await ids({ role: Role.SERVICE, createdFrom: at(since) })).toEqual([eves, bobs])
    expect(await ids({ role: Role.USER, createdFrom: at(since) })).toEqual([eves, bobs])
    expect(await ids({ createdFrom: at(since), createdBefore: at(since + 1_000) })).toEqual([bobs])
    expect(await ids({ email: mail.toUpperCase() })).toEqual([bobs])
    expect(await ids({ email: mail, role: Role.SERVICE, createdFrom: at(since) })).toEqual([bobs])
    expect(await ids({ email: mail, role: Role.AUDITOR })).toEqual([])
    expect(await ids({ email: mail, createdFrom: at(since + 1) })).toEqual([])
    expect(await ids({ email: mail, createdBefore: at(since) })).toEqual([])
    expect(await ids({ email: 'nobody@example.com' })).toEqual([])
  })

  it('refuses a page token of another list', async () => {
    const { nextPageToken } = await first.users.listUsers({ pageSize: 1 }, admin)
    const call = first.users.listUsers({ role: Role.ADMIN, pageToken: nextPageToken }, admin)
    await expect(call).rejects.toMatchObject({ reason: 'INVALID_PAGE_TOKEN' })
  })
})

it('an unknown user is not found', async () => {
  const call = first.users.getUser({ userId: 'usr_nobody' }, admin)
  await expect(call).rejects.toMatchObject({ kind: 'not_found', reason: 'USER_NOT_FOUND' })
})

function at(ms: number) {
  const seconds = Math.floor(ms / 1_000)
  return create(TimestampSchema, { seconds: BigInt(seconds), nanos: (ms - seconds * 1_000) * 1_000_000 })
}
