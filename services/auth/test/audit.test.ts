import { create } from '@bufbuild/protobuf'
import { AuditService, AuthService, Role, ServiceAccountService, UserService } from '@rewards/contracts/auth'
import { type AuditEntry, AuditFilterSchema, AuditOutcome } from '@rewards/contracts/ops'
import { type Client, createClient, openChannel } from '@rewards/rpc'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ADMIN, asAdmin, person, type Running, removeDir, runAuth, tempDir } from './running-auth.ts'

let running: Running
let admin: { token: string }
let adminId: string
let audit: Client<typeof AuditService>
let accounts: Client<typeof ServiceAccountService>
let closeClients: () => void
beforeAll(async () => {
  running = await runAuth({ dataDir: await tempDir(), overrides: { sweepEveryMs: 20 } })
  admin = await asAdmin(running)
  adminId = (await running.auth.getMe({}, admin)).user?.userId ?? ''
  const services = [AuditService, AuthService, ServiceAccountService, UserService]
  const channel = openChannel({ addresses: [`127.0.0.1:${running.port}`], services })
  audit = createClient(AuditService, channel)
  accounts = createClient(ServiceAccountService, channel)
  closeClients = () => channel.close()
})
afterAll(async () => {
  closeClients()
  await running.stop()
  await removeDir(running.dataDir)
})

/** What the audit tells of a target, the first first, once there are so many entries. */
async function entriesOf(targetId: string, count: number): Promise<readonly AuditEntry[]> {
  const filter = create(AuditFilterSchema, { targetId })
  const list = async () => (await audit.listAuditEntries({ filter }, admin)).entries.toReversed()
  while ((await list()).length < count) await new Promise(resolve => setTimeout(resolve, 20))
  return list()
}

async function created(roles: readonly Role[]) {
  const given = { ...person(), idempotencyKey: crypto.randomUUID(), roles: [...roles] }
  const { user } = await running.users.createUser(given, admin)
  return { given, userId: user?.userId ?? '', revision: user?.revision ?? 0 }
}

test('making a user, and changing their roles, is told with the roles before and after', async () => {
  const { userId, revision } = await created([Role.OPERATOR])
  await running.users.setRoles({ userId, roles: [Role.AUDITOR], expectedRevision: revision }, admin)
  const [made, changed] = await entriesOf(userId, 2)
  expect(made).toMatchObject({
    actorId: adminId,
    action: 'rewards.auth.v1.UserService/CreateUser',
    targetKind: 'user',
    after: { roles: 'USER OPERATOR', state: 'ACTIVE' },
    outcome: AuditOutcome.DONE,
  })
  expect(changed).toMatchObject({
    actorId: adminId,
    action: 'rewards.auth.v1.UserService/SetRoles',
    before: { roles: 'USER OPERATOR' },
    after: { roles: 'USER AUDITOR' },
  })
})

test('an administrator is made in two writes, each of which is told', async () => {
  const { userId } = await created([Role.ADMIN])
  expect((await entriesOf(userId, 2)).map(({ after }) => after.roles)).toEqual(['USER', 'USER ADMIN'])
})

test('nothing that says who a person is, nor a secret, is in an entry', async () => {
  const { given, userId } = await created([Role.USER])
  const told = JSON.stringify(await entriesOf(userId, 1), (_key, value) =>
    typeof value === 'bigint' ? String(value) : value,
  )
  for (const word of [given.email, given.displayName, given.password, 'argon2'])
    expect(told).not.toContain(word)
})

test('the revision that callers see does not move when entries are moved into the chain', async () => {
  const { userId, revision } = await created([Role.USER])
  await entriesOf(userId, 1)
  await new Promise(resolve => setTimeout(resolve, 100))
  const { user } = await running.users.getUser({ userId }, admin)
  expect([revision, user?.revision]).toEqual([1, 1])
})

test('what people do with their own accounts is not told', async () => {
  const signedUp = await running.auth.signUp(person())
  await running.auth.signIn(ADMIN)
  const { userId } = await created([Role.USER])
  await entriesOf(userId, 1)
  expect(await entriesOf(signedUp.user?.userId ?? '', 0)).toEqual([])
})

test('API keys are told by their ids, scopes and ends, and never themselves', async () => {
  const request = { idempotencyKey: 'game', displayName: 'Game', partner: 'game' }
  const { serviceAccount } = await accounts.createServiceAccount(request, admin)
  const serviceAccountId = serviceAccount?.serviceAccountId ?? ''
  const wanted = { serviceAccountId, displayName: 'Main', scopes: ['token.exchange'] }
  const { secret, apiKey } = await accounts.createApiKey(wanted, admin)
  const [, added] = await entriesOf(serviceAccountId, 2)
  expect(added?.after[apiKey?.apiKeyId ?? '']).toMatch(/^token\.exchange until \d{4}-/)
  expect(Object.values(added?.after ?? {}).join()).not.toContain(secret)
})

test('a new signing key is told by its id', async () => {
  const { key } = await running.auth.rotateSigningKey({}, admin)
  const [rotated] = await entriesOf('signing', 1)
  expect(rotated?.action).toBe('rewards.auth.v1.AuthService/RotateSigningKey')
  expect(Object.keys(rotated?.after ?? {})).toEqual([key?.kid])
})

test('what is done to roles, groups and bindings is told with what was before and after', async () => {
  const { roles, groups, bindings } = running
  const draft = { displayName: 'Clerk', permissions: ['user.read'] }
  const { role } = await roles.createRole(draft, admin)
  const roleId = role?.roleId ?? ''
  await roles.updateRole({ ...draft, roleId, permissions: ['group.read'], expectedRevision: 1 }, admin)
  const [, changed] = await entriesOf('roles', 2)
  expect(changed).toMatchObject({
    actorId: adminId,
    action: 'rewards.auth.v1.RoleService/UpdateRole',
    before: { [roleId]: 'Clerk: user.read' },
    after: { [roleId]: 'Clerk: group.read' },
  })
  const { group } = await groups.createGroup({ displayName: 'Paris' }, admin)
  const groupId = group?.groupId ?? ''
  const [made] = await entriesOf('groups', 1)
  expect(made?.after).toEqual({ [groupId]: 'Paris, below none' })
  const { userId } = await created([Role.USER])
  await groups.addGroupMember({ groupId, userId }, admin)
  const holder = { holder: { case: 'userId' as const, value: userId } }
  await bindings.bindRole({ binding: { holder, roleId, groupId } }, admin)
  const [, joined, bound] = await entriesOf(userId, 3)
  expect(joined?.after).toMatchObject({ groups: groupId })
  expect(bound?.after).toMatchObject({ [`${roleId}:${groupId}`]: 'held' })
})

test('a refresh token that comes again leaves an entry with the end of its session; a lost answer leaves none', async () => {
  const { tokens } = await running.auth.signUp(person())
  const first = tokens?.refreshToken ?? ''
  const sessionId = first.split('.')[0] ?? ''
  const second = (await running.auth.refreshToken({ refreshToken: first })).tokens?.refreshToken ?? ''
  await running.auth.refreshToken({ refreshToken: first }) // its answer was lost
  await running.auth.refreshToken({ refreshToken: second })
  await expect(running.auth.refreshToken({ refreshToken: first })).rejects.toMatchObject({
    reason: 'REFRESH_REUSED',
  })
  const entries = await entriesOf(sessionId, 1)
  expect(entries).toHaveLength(1)
  expect(entries[0]).toMatchObject({
    actorId: '',
    action: 'rewards.auth.v1.AuthService/RefreshToken',
    targetKind: 'session',
    after: { ended: 'REUSED' },
  })
})

test('what an administrator does about sessions and signing keys is told', async () => {
  const { user, tokens } = await running.auth.signUp(person())
  const sessionId = tokens?.refreshToken.split('.')[0] ?? ''
  await running.sessions.revokeUserSessions({ userId: user?.userId ?? '', sessionId }, admin)
  expect((await entriesOf(sessionId, 1))[0]).toMatchObject({ actorId: adminId, after: { ended: 'REVOKED' } })
  const { keys } = await running.auth.getSigningKeys({})
  const kid = keys[0]?.kid ?? ''
  await running.signingKeys.revokeSigningKey({ kid }, admin)
  admin = await asAdmin(running)
  const about = (await entriesOf('signing', 1)).find(({ after }) => after[kid] === 'revoked')
  expect(about).toMatchObject({
    actorId: adminId,
    action: 'rewards.auth.v1.SigningKeyService/RevokeSigningKey',
  })
})
