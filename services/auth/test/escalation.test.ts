import { timestampFromMs } from '@bufbuild/protobuf/wkt'
import { Role, ServiceAccountService } from '@rewards/contracts/auth'
import { createClient, openChannel } from '@rewards/rpc'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AccessWorld, type As, accessWorld, holderOf, type Somebody } from './access-world.ts'
import { eventually } from './eventually.ts'

let world: AccessWorld
let ann: Somebody
beforeAll(async () => {
  world = await accessWorld()
  ann = await world.somebody()
  await world.join(world.groups.paris, ann.userId)
})
afterAll(() => world?.[Symbol.asyncDispose]())

const DENIED = { kind: 'permission_denied', reason: 'GIVES_MORE_THAN_HELD' }

/** Somebody who holds these permissions within a group, or everywhere. */
async function holding(permissions: readonly string[], groupId = '', untilMs?: number): Promise<As> {
  const who = await world.somebody()
  const roleId = await world.role(permissions)
  const binding = { holder: holderOf(who.userId), roleId, groupId }
  const until = untilMs === undefined ? {} : { until: timestampFromMs(untilMs) }
  await world.running.bindings.bindRole({ binding: { ...binding, ...until } }, world.admin)
  const as = await world.signedIn(who)
  await eventually(async () => {
    const held = await world.running.access.listMyPermissions({}, as)
    expect(held.permissions).toHaveLength(permissions.length)
  })
  return as
}

describe('by a binding, nobody gives', () => {
  it('a permission that they do not have', async () => {
    const as = await holding(['binding.write'], world.groups.europe)
    await expect(world.bind(ann.userId, 'OPERATOR', world.groups.paris, as)).rejects.toMatchObject(DENIED)
    await expect(world.bind(world.groups.paris, 'OPERATOR', world.groups.paris, as)).rejects.toMatchObject(
      DENIED,
    )
  })

  it('everywhere what they have in a group', async () => {
    const role = await world.role(['event.write'])
    const as = await holding(['binding.write', 'event.write'], world.groups.europe)
    await expect(world.bind(ann.userId, role, world.groups.paris, as)).resolves.toBeDefined()
    const everywhere = { kind: 'permission_denied', reason: 'PERMISSION_DENIED' }
    await expect(world.bind(ann.userId, role, '', as)).rejects.toMatchObject(everywhere)
    await expect(world.bind(world.groups.paris, role, '', as)).rejects.toMatchObject(everywhere)
  })

  it('for longer than they have it themselves', async () => {
    const untilMs = Date.now() + 3_600_000
    const role = await world.role(['event.write'])
    const as = await holding(['binding.write', 'event.write'], world.groups.europe, untilMs)
    const place = { holder: holderOf(ann.userId), roleId: role, groupId: world.groups.europe }
    const bind = (until?: number) =>
      world.running.bindings.bindRole(
        { binding: { ...place, ...(until !== undefined && { until: timestampFromMs(until) }) } },
        as,
      )
    await expect(bind()).rejects.toMatchObject(DENIED)
    await expect(bind(untilMs + 1_000)).rejects.toMatchObject(DENIED)
    await expect(bind(untilMs)).resolves.toBeDefined()
  })
})

it('who may change accounts does not make administrators of them', async () => {
  const as = await holding(['user.write', 'user.read'])
  const change = { userId: ann.userId, roles: [Role.ADMIN], expectedRevision: 2 }
  await expect(world.running.users.setRoles(change, as)).rejects.toMatchObject(DENIED)
  const account = { email: 'made@example.com', password: 'correct horse', displayName: 'Made' }
  const wanted = { ...account, idempotencyKey: 'made', roles: [Role.OPERATOR] }
  await expect(world.running.users.createUser(wanted, as)).rejects.toMatchObject(DENIED)
})

it('who manages members does not make one of a group that holds more than they do', async () => {
  const { groups } = world.running
  const strong = await world.group('Strong', world.groups.europe)
  await world.bind(strong, 'AUDITOR')
  const below = await world.group('Below', strong)
  const as = await holding(['member.write'], world.groups.europe)
  for (const groupId of [strong, below])
    await expect(world.join(groupId, ann.userId, as)).rejects.toMatchObject(DENIED)
  await expect(world.join(world.groups.europe, ann.userId, as)).resolves.toBeDefined()
  await groups.removeGroupMember({ groupId: world.groups.europe, userId: ann.userId }, as)
})

describe('by a move, nobody gives', () => {
  const moved = (groupId: string, parentId: string, as: As) =>
    world.running.groups.moveGroup({ groupId, parentId, expectedRevision: 1 }, as)

  it("a group's members what the groups above its new place hold", async () => {
    const strong = await world.group('Moves: strong', world.groups.europe)
    await world.bind(strong, 'AUDITOR', world.groups.asia)
    const weak = await world.group('Moves: weak', world.groups.europe)
    const who = await world.somebody()
    await world.bind(who.userId, 'ADMIN', world.groups.europe)
    const as = await world.signedIn(who)
    await eventually(() => world.running.groups.getGroup({ groupId: weak }, as))
    await expect(moved(weak, strong, as)).rejects.toMatchObject(DENIED)
    const harmless = await world.group('Moves: harmless', world.groups.europe)
    await expect(moved(weak, harmless, as)).resolves.toBeDefined()
  })

  it('others what belongs to a group in which they hold little themselves', async () => {
    const [one, two] = [
      await world.group('One', world.groups.europe),
      await world.group('Two', world.groups.europe),
    ]
    const as = await holding(['group.write'], world.groups.europe)
    await expect(moved(one, two, as)).rejects.toMatchObject(DENIED)
  })

  it('themselves a group of others: it is not there for them', async () => {
    const who = await world.somebody()
    await world.bind(who.userId, 'ADMIN', world.groups.europe)
    const as = await world.signedIn(who)
    const foreign = await world.group('Foreign', world.groups.asia)
    const own = await world.group('Own', world.groups.europe)
    await eventually(() => world.running.groups.getGroup({ groupId: own }, as))
    const missing = { kind: 'not_found', reason: 'GROUP_NOT_FOUND' }
    await expect(moved(foreign, own, as)).rejects.toMatchObject(missing)
    await expect(moved(own, foreign, as)).rejects.toMatchObject(missing)
    await expect(moved(world.groups.europe, own, as)).rejects.toMatchObject(missing)
    const everywhere = { kind: 'permission_denied', reason: 'PERMISSION_DENIED' }
    await expect(moved(own, '', as)).rejects.toMatchObject(everywhere)
    const top = world.running.groups.createGroup({ displayName: 'Top' }, as)
    await expect(top).rejects.toMatchObject(everywhere)
  })
})

it('a program is no administrator, not even until a time', async () => {
  const services = [ServiceAccountService]
  const channel = openChannel({ addresses: [`127.0.0.1:${world.running.port}`], services })
  const accounts = createClient(ServiceAccountService, channel)
  try {
    const request = { idempotencyKey: 'robot', displayName: 'Robot' }
    const { serviceAccount } = await accounts.createServiceAccount(request, world.admin)
    const holder = holderOf(serviceAccount?.serviceAccountId ?? '')
    const until = timestampFromMs(Date.now() + 60_000)
    const call = world.running.bindings.bindRole({ binding: { holder, roleId: 'ADMIN', until } }, world.admin)
    await expect(call).rejects.toMatchObject({ reason: 'ADMIN_NOT_A_PERSON' })
  } finally {
    channel.close()
  }
})
