import { create } from '@bufbuild/protobuf'
import { TimestampSchema } from '@bufbuild/protobuf/wkt'
import { Role, UserState } from '@rewards/contracts/auth'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ADMIN, asAdmin, person, type Running, removeDir, runAuth, tempDir } from './running-auth.ts'

const DAY_MS = 24 * 3_600_000
const PATIENCE = { timeout: 20_000 }
const { ACTIVE, DORMANT, SUSPENDED, BANNED, PENDING, DELETED } = UserState

let first: Running
let second: Running
let clockMs = Date.now()
let admin: { token: string }
beforeAll(async () => {
  const dataDir = await tempDir()
  const overrides = { now: () => clockMs, sweepEveryMs: 20 }
  first = await runAuth({ dataDir, overrides })
  second = await runAuth({ dataDir, overrides })
})
afterAll(async () => {
  await first.stop()
  await second.stop()
  await removeDir(first.dataDir)
})
beforeEach(async () => {
  admin = await asAdmin(first)
})

async function newUser() {
  const who = person()
  const { user, tokens } = await first.auth.signUp(who)
  const refreshToken = tokens?.refreshToken ?? ''
  return { ...who, userId: user?.userId ?? '', refreshToken, token: { token: tokens?.accessToken ?? '' } }
}

async function asItIs(userId: string) {
  const { user } = await second.users.getUser({ userId }, admin)
  if (!user) throw new Error('no user')
  return user
}

/** Changes the state of a user as they are now, with a reason, and whatever the test is about. */
async function change(userId: string, state: UserState, given: object = {}, as = admin) {
  const { revision: expectedRevision } = await asItIs(userId)
  const request = { userId, state, reason: 'spam', expectedRevision, ...given }
  const { user } = await first.states.changeUserState(request, as)
  return user
}

describe('a user who is suspended', () => {
  it('is told so, and why, and signs in', async () => {
    const ann = await newUser()
    expect(await change(ann.userId, SUSPENDED)).toMatchObject({
      state: SUSPENDED,
      stateReason: 'spam',
      revision: 2,
    })
    expect((await second.auth.signIn(ann)).user).toMatchObject({ state: SUSPENDED, stateReason: 'spam' })
  })

  it('reads, with no permission left, and changes nothing', async () => {
    const request = { idempotencyKey: 'operator', ...person(), roles: [Role.ADMIN] }
    const { user } = await first.users.createUser(request, admin)
    await change(user?.userId ?? '', SUSPENDED)
    const { tokens } = await second.auth.signIn(request)
    const token = { token: tokens?.accessToken ?? '' }
    expect(await first.auth.getMe({}, token)).toMatchObject({ permissions: [], user: { state: SUSPENDED } })
    const listing = first.users.listUsers({}, token)
    await expect(listing).rejects.toMatchObject({ reason: 'PERMISSION_DENIED' })
    const creating = first.users.createUser({ ...request, idempotencyKey: 'another' }, token)
    const metadata = { state: 'SUSPENDED' }
    await expect(creating).rejects.toMatchObject({ reason: 'ACCOUNT_READ_ONLY', metadata })
  })

  it('is ACTIVE again when the time has come, whether a sweep was there or not', async () => {
    const ann = await newUser()
    await change(ann.userId, SUSPENDED, { until: at(clockMs + DAY_MS) })
    expect((await asItIs(ann.userId)).suspendedUntil).toEqual(at(clockMs + DAY_MS))
    clockMs += DAY_MS
    admin = await asAdmin(first)
    const { tokens } = await first.auth.refreshToken({ refreshToken: ann.refreshToken })
    const call = second.auth.rotateSigningKey({}, { token: tokens?.accessToken ?? '' })
    await expect(call).rejects.toMatchObject({ reason: 'PERMISSION_DENIED' })
    await expect.poll(() => asItIs(ann.userId), PATIENCE).toMatchObject({ state: ACTIVE, stateReason: '' })
    expect((await asItIs(ann.userId)).suspendedUntil).toBeUndefined()
  })

  it('is not suspended for ever by a verdict that ends', async () => {
    const ann = await newUser()
    await change(ann.userId, SUSPENDED)
    await change(ann.userId, SUSPENDED, { reason: 'less', until: at(clockMs + DAY_MS) })
    expect(await asItIs(ann.userId)).toMatchObject({
      stateReason: 'less',
      suspendedUntil: at(clockMs + DAY_MS),
    })
  })
})

describe('a user who is banned', () => {
  it('gets no token by any way, and is told why once the password was right', async () => {
    const ann = await newUser()
    await change(ann.userId, BANNED)
    const metadata = { reason: 'spam' }
    const refused = { kind: 'permission_denied', reason: 'ACCOUNT_BANNED', metadata }
    await expect(second.auth.signIn(ann)).rejects.toMatchObject(refused)
    await expect(second.auth.refreshToken(ann)).rejects.toMatchObject(refused)
    const guess = { ...ann, password: 'a wrong password' }
    await expect(second.auth.signIn(guess)).rejects.toMatchObject({ reason: 'SIGN_IN_REFUSED' })
    await expect(second.auth.signUp(ann)).rejects.toMatchObject({ reason: 'EMAIL_TAKEN' })
  })

  it('comes back when somebody ends it', async () => {
    const ann = await newUser()
    await change(ann.userId, BANNED)
    await change(ann.userId, ACTIVE, { reason: '' })
    expect((await second.auth.signIn(ann)).user).toMatchObject({ state: ACTIVE, stateReason: '' })
  })
})

describe('a user who was away for long', () => {
  it('is DORMANT, and ACTIVE from the next sign-in on', async () => {
    const ann = await newUser()
    clockMs += 365 * DAY_MS
    admin = await asAdmin(first)
    await expect.poll(() => asItIs(ann.userId), PATIENCE).toMatchObject({ state: DORMANT })
    expect((await second.auth.signIn(ann)).user).toMatchObject({ state: ACTIVE })
    expect(await asItIs(ann.userId)).toMatchObject({ state: ACTIVE })
  })

  it('is not DORMANT when a session was refreshed meanwhile', async () => {
    const ann = await newUser()
    clockMs += 12 * DAY_MS
    await first.auth.refreshToken(ann)
    clockMs += 350 * DAY_MS
    admin = await asAdmin(first)
    const bob = await newUser()
    clockMs += 5 * DAY_MS
    admin = await asAdmin(first)
    expect(await asItIs(ann.userId)).toMatchObject({ state: ACTIVE, revision: 1 })
    clockMs += 10 * DAY_MS
    admin = await asAdmin(first)
    await expect.poll(() => asItIs(ann.userId), PATIENCE).toMatchObject({ state: DORMANT })
    expect(await asItIs(bob.userId)).toMatchObject({ state: ACTIVE })
  })

  it('keeps the revision that callers know while it is in use', async () => {
    const ann = await newUser()
    clockMs += 2 * DAY_MS
    admin = await asAdmin(first)
    expect((await first.auth.signIn(ann)).user?.revision).toBe(1)
    const change = { userId: ann.userId, roles: [Role.AUDITOR], expectedRevision: 1 }
    expect((await second.users.setRoles(change, admin)).user?.revision).toBe(2)
  })

  it('is found in great numbers, each once, by two replicas at a time', async () => {
    const people = await Promise.all(Array.from({ length: 150 }, newUser))
    clockMs += 366 * DAY_MS
    admin = await asAdmin(first)
    for (const { userId } of people)
      await expect.poll(() => asItIs(userId), PATIENCE).toMatchObject({ state: DORMANT, revision: 2 })
  })
})

describe('a change of state', () => {
  it('is made once, however often it is asked for', async () => {
    const { userId } = await newUser()
    const request = { userId, state: BANNED, reason: 'spam', expectedRevision: 1 }
    const once = await first.states.changeUserState(request, admin)
    expect(await second.states.changeUserState(request, admin)).toEqual(once)
    const other = second.states.changeUserState({ ...request, state: SUSPENDED }, admin)
    await expect(other).rejects.toMatchObject({ kind: 'aborted', reason: 'REVISION_MISMATCH' })
  })

  it('that there is not is refused', async () => {
    const { userId } = await newUser()
    const call = change(userId, ACTIVE)
    const metadata = { from: 'ACTIVE', to: 'ACTIVE' }
    await expect(call).rejects.toMatchObject({ reason: 'STATE_CHANGE_REFUSED', metadata })
  })

  it('of an unknown user is not found', async () => {
    const call = first.states.changeUserState(
      { userId: 'usr_nobody', state: BANNED, reason: 'spam', expectedRevision: 1 },
      admin,
    )
    await expect(call).rejects.toMatchObject({ kind: 'not_found', reason: 'USER_NOT_FOUND' })
  })

  it.each<[string, object, string]>([
    ['no state', { state: 0 }, 'state'],
    ['an unknown state', { state: 99 }, 'state'],
    ['a state that time makes', { state: DORMANT }, 'state'],
    ['a state that a missing proof makes', { state: PENDING }, 'state'],
    ['a state that the deletion makes', { state: DELETED }, 'state'],
    ['no reason', { reason: '' }, 'reason'],
    ['a long reason', { reason: 'x'.repeat(501) }, 'reason'],
    ['a ban that ends', { until: at(clockMs + DAY_MS) }, 'until'],
    ['an end that is past', { state: SUSPENDED, until: at(1) }, 'until'],
    ['an end that is no time', { state: SUSPENDED, until: create(TimestampSchema, { nanos: -1 }) }, 'until'],
    ['no revision', { expectedRevision: 0 }, 'expected_revision'],
    ['an id of another kind', { userId: 'evt_1' }, 'user_id'],
  ])('with %s is refused', async (_what, given, field) => {
    const request = { userId: 'usr_ann', state: BANNED, reason: 'spam', expectedRevision: 1, ...given }
    const call = first.states.changeUserState(request, admin)
    await expect(call).rejects.toMatchObject({ reason: 'INVALID_FIELDS', violations: [{ field }] })
  })
})

describe('administrators', () => {
  it('are not all suspended or banned: the last one stays', async () => {
    const { userId = '' } = (await first.auth.getMe({}, admin)).user ?? {}
    for (const state of [SUSPENDED, BANNED])
      await expect(change(userId, state)).rejects.toMatchObject({ reason: 'LAST_ADMIN' })
  })

  it('who are suspended count no more, so that the other one is the last', async () => {
    const request = { idempotencyKey: 'other', ...person(), roles: [Role.ADMIN] }
    const other = (await first.users.createUser(request, admin)).user?.userId ?? ''
    const { userId: own = '', revision: expectedRevision = 0 } =
      (await first.auth.getMe({}, admin)).user ?? {}
    await change(other, SUSPENDED, { until: at(clockMs + DAY_MS) })
    const dismissal = { userId: own, roles: [Role.USER], expectedRevision }
    await expect(first.users.setRoles(dismissal, admin)).rejects.toMatchObject({ reason: 'LAST_ADMIN' })
    clockMs += DAY_MS
    admin = await asAdmin(first)
    await expect.poll(() => asItIs(other), PATIENCE).toMatchObject({ state: ACTIVE })
    await change(own, SUSPENDED)
    await expect(second.auth.signIn(ADMIN)).resolves.toMatchObject({ user: { state: SUSPENDED } })
    const { tokens } = await second.auth.signIn(request)
    await change(own, ACTIVE, {}, { token: tokens?.accessToken ?? '' })
  })

  it('who ban each other at once, over two replicas, are not both banned', async () => {
    const requests = [1, 2].map(n => ({ idempotencyKey: `pair ${n}`, ...person(), roles: [Role.ADMIN] }))
    for (const request of requests) await first.users.createUser(request, admin)
    const { users } = await first.users.listUsers({ role: Role.ADMIN }, admin)
    const bans = users.map(({ userId, revision: expectedRevision }, at) => {
      const request = { userId, state: BANNED, reason: 'war', expectedRevision }
      return (at % 2 ? first : second).states.changeUserState(request, admin)
    })
    const outcomes = await Promise.allSettled(bans)
    const refused = outcomes.filter(outcome => outcome.status === 'rejected')
    expect(refused.map(({ reason }) => reason.reason)).toEqual(['LAST_ADMIN'])
  })
})

function at(ms: number) {
  const seconds = Math.floor(ms / 1_000)
  return create(TimestampSchema, { seconds: BigInt(seconds), nanos: (ms - seconds * 1_000) * 1_000_000 })
}
