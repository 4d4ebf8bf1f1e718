import { Role } from '@rewards/contracts/auth'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AccessWorld, type As, accessWorld } from './access-world.ts'
import { eventually } from './eventually.ts'

let world: AccessWorld
/** May do with roles what there is to do, and read accounts, and nothing else. */
let clerk: As
beforeAll(async () => {
  world = await accessWorld()
  const role = await world.role(['role.write', 'role.read', 'user.read'])
  const who = await world.somebody()
  await world.bind(who.userId, role)
  clerk = await world.signedIn(who)
  await eventually(() => world.running.roles.listRoles({}, clerk))
})
afterAll(() => world?.[Symbol.asyncDispose]())

const definition = (given: object) => ({
  displayName: `made ${Math.random()}`,
  permissions: ['user.read'],
  ...given,
})

it('a role carries its permissions and those of the roles that it includes', async () => {
  const { roles } = world.running
  const inner = await world.role(['event.write'])
  const { role } = await roles.createRole(definition({ includes: [inner, 'AUDITOR'] }), world.admin)
  expect(role).toMatchObject({ permissions: ['user.read'], revision: 1 })
  expect(role?.includes).toEqual(['AUDITOR', inner])
  expect(role?.allPermissions).toEqual(expect.arrayContaining(['claim.read', 'event.write', 'user.read']))
  const listed = (await roles.listRoles({}, world.admin)).roles
  expect(listed.slice(0, 5).map(({ roleId }) => roleId)).toEqual(Object.keys(Role).filter(isBuiltIn))
  expect(listed).toContainEqual(role)
})

function isBuiltIn(name: string): boolean {
  return ['USER', 'OPERATOR', 'AUDITOR', 'ADMIN', 'SERVICE'].includes(name)
}

it('who holds a role holds what it becomes, with the token that they have', async () => {
  const { roles, access } = world.running
  const roleId = await world.role(['user.read'])
  const who = await world.somebody()
  await world.bind(who.userId, roleId)
  const as = await world.signedIn(who)
  const held = async () => (await access.listMyPermissions({}, as)).permissions.map(each => each.permission)
  await eventually(async () => expect(await held()).toEqual(['user.read']))
  const changed = { roleId, displayName: 'Changed', permissions: ['event.write', 'user.read'] }
  await roles.updateRole({ ...changed, expectedRevision: 1 }, world.admin)
  await eventually(async () => expect(await held()).toEqual(['event.write', 'user.read']))
  await roles.deleteRole({ roleId }, world.admin)
  await eventually(async () => expect(await held()).toEqual([]))
})

describe('nobody makes a role of what they do not have', () => {
  const denied = { kind: 'permission_denied', reason: 'GIVES_MORE_THAN_HELD' }

  it.each([
    ['by a permission', { permissions: ['event.write'] }],
    ['by including a built-in role', { includes: ['ADMIN'] }],
  ])('a new one %s', async (_, given) => {
    await expect(world.running.roles.createRole(definition(given), clerk)).rejects.toMatchObject(denied)
  })

  it('by including one that has it', async () => {
    const includes = [await world.role(['event.write'])]
    const { roles } = world.running
    await expect(roles.createRole(definition({ includes }), clerk)).rejects.toMatchObject(denied)
    const { role } = await roles.createRole(definition({}), clerk)
    const changed = { roleId: role?.roleId ?? '', ...definition({ includes }), expectedRevision: 1 }
    await expect(roles.updateRole(changed, clerk)).rejects.toMatchObject(denied)
  })

  it('but what a role has already may be left in it', async () => {
    const roleId = await world.role(['event.write'])
    const changed = {
      roleId,
      ...definition({ permissions: ['event.write', 'user.read'] }),
      expectedRevision: 1,
    }
    expect((await world.running.roles.updateRole(changed, clerk)).role?.revision).toBe(2)
  })
})

describe('roles include each other in no circle', () => {
  const including = (roleId: string, ...includes: string[]) =>
    world.running.roles.updateRole(
      { roleId, displayName: roleId, permissions: ['user.read'], includes, expectedRevision: 1 },
      world.admin,
    )

  it('not even over a third, nor themselves', async () => {
    const a = await world.role(['user.read'])
    const b = await world.role(['user.read'], [a])
    const c = await world.role(['user.read'], [b])
    const refused = { kind: 'failed_precondition', reason: 'ROLES_IN_A_CIRCLE' }
    await expect(including(a, c)).rejects.toMatchObject(refused)
    await expect(including(a, a)).rejects.toMatchObject(refused)
  })

  it('of two changes at once that would close one, one fails', async () => {
    const [a, b] = [await world.role(['user.read']), await world.role(['user.read'])]
    const results = await Promise.allSettled([including(a, b), including(b, a)])
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })
})

it('a role that another one includes is not removed, and one that is not there is', async () => {
  const { roles } = world.running
  const roleId = await world.role(['user.read'])
  const outer = await world.role(['user.read'], [roleId])
  const error = { kind: 'failed_precondition', reason: 'ROLE_IN_USE', metadata: { roleId: outer } }
  await expect(roles.deleteRole({ roleId }, world.admin)).rejects.toMatchObject(error)
  await expect(roles.deleteRole({ roleId: 'rol_none' }, world.admin)).resolves.toBeDefined()
})

it('a name is given once, in whatever case it is written', async () => {
  const { roles } = world.running
  const { role } = await roles.createRole(definition({ displayName: 'Lead' }), world.admin)
  const error = { reason: 'ROLE_NAME_TAKEN', metadata: { roleId: role?.roleId } }
  await expect(roles.createRole(definition({ displayName: ' lEAD ' }), world.admin)).rejects.toMatchObject(
    error,
  )
})

it('the same change of a role again succeeds, and another one from the same revision does not', async () => {
  const { roles } = world.running
  const roleId = await world.role(['user.read'])
  const change = { roleId, ...definition({}), expectedRevision: 1 }
  const once = await roles.updateRole(change, world.admin)
  expect(await roles.updateRole(change, world.admin)).toEqual(once)
  const other = roles.updateRole({ ...change, displayName: 'Another' }, world.admin)
  await expect(other).rejects.toMatchObject({ reason: 'REVISION_MISMATCH' })
})

it.each([
  ['no name', { displayName: ' ' }, 'display_name'],
  ['a permission that no method asks for', { permissions: ['event.wriet'] }, 'permissions[0]'],
  ['a role that is not there', { includes: ['rol_none'] }, 'includes[0]'],
  ['nothing in it', { permissions: [] }, 'permissions'],
])('a role with %s is refused', async (_, given, field) => {
  const call = world.running.roles.createRole(definition(given), world.admin)
  await expect(call).rejects.toMatchObject({ reason: 'INVALID_FIELDS', violations: [{ field }] })
})
