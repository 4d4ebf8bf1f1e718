import { Role } from '@rewards/contracts/auth'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ADMIN, asAdmin, person, type Running, removeDir, runAuth, tempDir } from './running-auth.ts'

let first: Running
let second: Running
let admin: { token: string }
let adminId: string
/** Everybody who may be an administrator by now. */
let accounts: (typeof ADMIN)[]
beforeEach(async () => {
  const dataDir = await tempDir()
  accounts = [ADMIN]
  first = await runAuth({ dataDir })
  second = await runAuth({ dataDir })
  admin = await asAdmin(first)
  adminId = (await first.auth.getMe({}, admin)).user?.userId ?? ''
})
afterEach(async () => {
  await first.stop()
  await second.stop()
  await removeDir(first.dataDir)
})

async function newUser(): Promise<string> {
  const account = person()
  accounts.push(account)
  const { user } = await first.auth.signUp(account)
  return user?.userId ?? ''
}

async function revisionOf(userId: string): Promise<number> {
  const { user } = await first.users.getUser({ userId }, admin)
  return user?.revision ?? 0
}

/** As one of them sees them: who was dismissed is told nothing. */
async function admins(): Promise<string[]> {
  for (const account of accounts) {
    const { user, tokens } = await second.auth.signIn(account)
    if (!user?.roles.includes(Role.ADMIN)) continue
    const { users } = await second.users.listUsers({ role: Role.ADMIN }, { token: tokens?.accessToken ?? '' })
    return users.map(({ userId }) => userId)
  }
  return []
}

it('roles are replaced, USER stays, and the revision grows', async () => {
  const userId = await newUser()
  const wider = { userId, roles: [Role.AUDITOR, Role.OPERATOR], expectedRevision: 1 }
  expect((await first.users.setRoles(wider, admin)).user).toMatchObject({
    roles: [Role.USER, Role.OPERATOR, Role.AUDITOR],
    revision: 2,
  })
  const narrower = { userId, roles: [Role.USER], expectedRevision: 2 }
  expect((await first.users.setRoles(narrower, admin)).user).toMatchObject({
    roles: [Role.USER],
    revision: 3,
  })
})

it('the same change again succeeds and changes nothing', async () => {
  const change = { userId: await newUser(), roles: [Role.ADMIN], expectedRevision: 1 }
  const once = await first.users.setRoles(change, admin)
  expect(await second.users.setRoles(change, admin)).toEqual(once)
})

it('a change that was decided on an older revision is refused', async () => {
  const userId = await newUser()
  await first.users.setRoles({ userId, roles: [Role.AUDITOR], expectedRevision: 1 }, admin)
  const call = first.users.setRoles({ userId, roles: [Role.OPERATOR], expectedRevision: 1 }, admin)
  const metadata = { expectedRevision: '1', revision: '2' }
  await expect(call).rejects.toMatchObject({ kind: 'aborted', reason: 'REVISION_MISMATCH', metadata })
})

it('of different changes at once to one user exactly one is made', async () => {
  const userId = await newUser()
  const choices = [Role.OPERATOR, Role.AUDITOR, Role.ADMIN, Role.SERVICE]
  const calls = choices.map((role, at) =>
    (at % 2 ? first : second).users.setRoles({ userId, roles: [role], expectedRevision: 1 }, admin),
  )
  const outcomes = await Promise.allSettled(calls)
  expect(outcomes.filter(outcome => outcome.status === 'fulfilled')).toHaveLength(1)
  expect(await revisionOf(userId)).toBe(2)
})

it('many changes at once to many users are all made', async () => {
  const users = await Promise.all(Array.from({ length: 24 }, newUser))
  const calls = users.map((userId, at) =>
    (at % 2 ? first : second).users.setRoles({ userId, roles: [Role.ADMIN], expectedRevision: 1 }, admin),
  )
  await Promise.all(calls)
  expect(new Set(await admins())).toEqual(new Set([adminId, ...users]))
})

it('the last administrator stays one', async () => {
  const change = { userId: adminId, roles: [Role.OPERATOR], expectedRevision: await revisionOf(adminId) }
  const call = first.users.setRoles(change, admin)
  await expect(call).rejects.toMatchObject({ kind: 'failed_precondition', reason: 'LAST_ADMIN' })
  expect(await admins()).toEqual([adminId])
})

it('of administrators who are all dismissed at once, over two replicas, one stays', async () => {
  const others = await Promise.all([newUser(), newUser(), newUser()])
  for (const userId of others)
    await first.users.setRoles({ userId, roles: [Role.ADMIN], expectedRevision: 1 }, admin)
  const calls = [adminId, ...others].map(async (userId, at) => {
    const change = { userId, roles: [Role.USER], expectedRevision: 2 }
    return (at % 2 ? first : second).users.setRoles(change, admin)
  })
  const outcomes = await Promise.allSettled(calls)
  const refused = outcomes.filter(outcome => outcome.status === 'rejected')
  expect(refused.map(({ reason }) => reason.reason)).toEqual(['LAST_ADMIN'])
  expect(await admins()).toHaveLength(1)
})

it('an administrator who was dismissed is not made one again by a restart', async () => {
  const userId = await newUser()
  await first.users.setRoles({ userId, roles: [Role.ADMIN], expectedRevision: 1 }, admin)
  await first.users.setRoles({ userId: adminId, roles: [Role.USER], expectedRevision: 2 }, admin)
  const third = await runAuth({ dataDir: first.dataDir })
  expect(await admins()).toEqual([userId])
  expect((await third.auth.signIn(ADMIN)).user?.roles).toEqual([Role.USER])
  await third.stop()
})
