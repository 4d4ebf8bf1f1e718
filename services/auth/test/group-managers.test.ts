import { Role } from '@rewards/contracts/auth'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AccessWorld, type As, accessWorld, holderOf, type Somebody } from './access-world.ts'
import { eventually } from './eventually.ts'

let world: AccessWorld
/** Holds ADMIN in `europe` and all below it. */
let manager: As
let inParis: Somebody
let inAsia: Somebody
let inNone: Somebody
beforeAll(async () => {
  world = await accessWorld()
  const who = await world.somebody()
  await world.bind(who.userId, 'ADMIN', world.groups.europe)
  manager = await world.signedIn(who)
  inParis = await world.somebody()
  inAsia = await world.somebody()
  inNone = await world.somebody()
  await world.join(world.groups.paris, inParis.userId)
  await world.join(world.groups.asia, inAsia.userId)
  await eventually(() => world.running.groups.getGroup({ groupId: world.groups.europe }, manager))
})
afterAll(() => world?.[Symbol.asyncDispose]())

type Call = (groupId: string, userId: string) => Promise<unknown>
const calls: Readonly<Record<string, Call>> = {
  getGroup: groupId => world.running.groups.getGroup({ groupId }, manager),
  createGroup: parentId =>
    world.running.groups.createGroup({ displayName: `G${Math.random()}`, parentId }, manager),
  renameGroup: groupId =>
    world.running.groups.renameGroup(
      { groupId, displayName: `G${Math.random()}`, expectedRevision: 1 },
      manager,
    ),
  listGroupMembers: groupId => world.running.groups.listGroupMembers({ groupId }, manager),
  addGroupMember: groupId =>
    world.running.groups.addGroupMember({ groupId, userId: inParis.userId }, manager),
  removeGroupMember: groupId =>
    world.running.groups.removeGroupMember({ groupId, userId: 'usr_none' }, manager),
  bindRole: groupId =>
    world.running.bindings.bindRole(
      { binding: { holder: holderOf(inParis.userId), roleId: 'OPERATOR', groupId } },
      manager,
    ),
  'bindRole to a group': groupId =>
    world.running.bindings.bindRole(
      { binding: { holder: holderOf(groupId), roleId: 'OPERATOR', groupId: world.groups.paris } },
      manager,
    ),
  unbindRole: groupId =>
    world.running.bindings.unbindRole({ holder: holderOf('usr_none'), roleId: 'OPERATOR', groupId }, manager),
  listBindings: groupId => world.running.bindings.listBindings({ holder: holderOf(groupId) }, manager),
}

describe.each(Object.entries(calls))('%s, by who manages a group', (_, call) => {
  it.each(['europe', 'paris'] as const)('is done inside: %s', async name => {
    await expect(call(world.groups[name], inParis.userId)).resolves.toBeDefined()
  })

  it.each(['all', 'asia'] as const)('finds nothing above and beside: %s', async name => {
    const failure = (groupId: string): Promise<Error> =>
      call(groupId, inParis.userId).then(
        () => new Error('done'),
        error => error,
      )
    const [missing, other] = [await failure('grp_none'), await failure(world.groups[name])]
    expect(other).toMatchObject({ kind: 'not_found', reason: 'GROUP_NOT_FOUND' })
    expect(other.message.replace(world.groups[name], 'grp_none')).toBe(missing.message)
  })
})

describe('users, by who manages a group', () => {
  const found = (who: Somebody) => world.running.users.getUser({ userId: who.userId }, manager)

  it('are read inside, and not found above, beside and where they are in no group', async () => {
    expect((await found(inParis)).user?.userId).toBe(inParis.userId)
    const missing = await world.running.users.getUser({ userId: 'usr_none' }, manager).catch(error => error)
    for (const who of [inAsia, inNone]) {
      const error = await found(who).catch(error => error)
      expect(error.message.replace(who.userId, 'usr_none')).toBe(missing.message)
      expect(error).toMatchObject({ kind: 'not_found', reason: 'USER_NOT_FOUND' })
    }
  })

  it('are listed inside alone, however they are asked for', async () => {
    const { users } = world.running
    const ids = async (filter: object) =>
      (await users.listUsers(filter, manager)).users.map(({ userId }) => userId)
    expect(await ids({})).toEqual([inParis.userId])
    expect(await ids({ role: Role.USER, pageSize: 1 })).toEqual([inParis.userId])
    expect(await ids({ email: inParis.email })).toEqual([inParis.userId])
    expect(await users.listUsers({ email: inAsia.email, pageSize: 1 }, manager)).toMatchObject({
      users: [],
      nextPageToken: '',
    })
  })

  it('cannot be brought in from outside, nor given a role', async () => {
    const refused = { kind: 'not_found', reason: 'USER_NOT_FOUND' }
    for (const { userId } of [inAsia, inNone]) {
      await expect(world.join(world.groups.paris, userId, manager)).rejects.toMatchObject(refused)
      await expect(world.bind(userId, 'OPERATOR', world.groups.paris, manager)).rejects.toMatchObject(refused)
    }
  })

  it('are not changed: that is for who may do it everywhere', async () => {
    const change = { userId: inParis.userId, roles: [Role.ADMIN], expectedRevision: 2 }
    const denied = { kind: 'permission_denied', reason: 'PERMISSION_DENIED' }
    await expect(world.running.users.setRoles(change, manager)).rejects.toMatchObject(denied)
  })
})

it('who manages a group sees it without what is above', async () => {
  const { groups } = await world.running.groups.listGroups({}, manager)
  const europe = groups.find(({ groupId }) => groupId === world.groups.europe)
  expect(europe?.parentId).toBe('')
  expect(groups.map(({ groupId }) => groupId)).not.toContain(world.groups.all)
  expect(groups.map(({ groupId }) => groupId)).not.toContain(world.groups.asia)
})
