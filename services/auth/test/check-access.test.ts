import { timestampFromMs } from '@bufbuild/protobuf/wkt'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type AccessWorld, accessWorld, holderOf, type Somebody } from './access-world.ts'

let world: AccessWorld
let ann: Somebody
beforeAll(async () => {
  world = await accessWorld()
  ann = await world.somebody()
})
afterAll(() => world?.[Symbol.asyncDispose]())

const check = (permission: string, groupId = '') =>
  world.running.access.checkAccess({ userId: ann.userId, permission, groupId }, world.admin)

it('says by which path somebody may do something, and that they may not', async () => {
  const { europe, paris, asia } = world.groups
  expect(await check('event.write', paris)).toMatchObject({ allowed: false })
  const inner = await world.role(['event.write'])
  const outer = await world.role(['user.read'], [inner])
  await world.bind(europe, outer, asia)
  await world.join(paris, ann.userId)
  const path = { memberOf: [paris, europe], roleIds: [outer, inner], groupId: asia }
  expect(await check('event.write', asia)).toMatchObject({ allowed: true, path })
  expect(await check('event.write', paris)).toMatchObject({ allowed: false })
  expect(await check('event.write')).toMatchObject({ allowed: false })
})

it('knows what was bound a moment ago, and until when', async () => {
  const until = timestampFromMs(Math.ceil(Date.now() / 1_000 + 60) * 1_000)
  const { bindings } = world.running
  const place = { holder: holderOf(ann.userId), roleId: 'AUDITOR', groupId: '' }
  expect(await bindings.bindRole({ binding: { ...place, until } }, world.admin)).toMatchObject({
    binding: { until },
  })
  const path = { memberOf: [], roleIds: ['AUDITOR'], groupId: '', until }
  expect(await check('claim.read')).toMatchObject({ allowed: true, path })
  await bindings.unbindRole(place, world.admin)
  expect(await check('claim.read')).toMatchObject({ allowed: false })
})

it('lists who holds what, in places that the caller sees', async () => {
  const { bindings } = world.running
  const who = await world.somebody()
  const { europe, asia } = world.groups
  for (const groupId of [europe, asia]) await world.bind(who.userId, 'OPERATOR', groupId)
  await world.bind(who.userId, 'OPERATOR', asia)
  const listed = await bindings.listBindings({ holder: holderOf(who.userId) }, world.admin)
  expect(listed.bindings.map(each => each.groupId)).toEqual(
    [europe, asia].toSorted((a, b) => (a < b ? -1 : 1)),
  )
  expect(listed.bindings[0]).toMatchObject({ roleId: 'OPERATOR', holder: holderOf(who.userId) })
})

it.each([
  ['a built-in role everywhere and without an end', { roleId: 'OPERATOR' }, 'binding.until'],
  ['an end that is over', { roleId: 'OPERATOR', until: timestampFromMs(1) }, 'binding.until'],
  ['no role', { roleId: '' }, 'binding.role_id'],
  ['no group', { roleId: 'OPERATOR', groupId: 'usr_a' }, 'binding.group_id'],
])('binding %s is refused', async (_, given, field) => {
  const binding = { holder: holderOf(ann.userId), groupId: '', ...given }
  const call = world.running.bindings.bindRole({ binding }, world.admin)
  await expect(call).rejects.toMatchObject({ reason: 'INVALID_FIELDS', violations: [{ field }] })
})

it('what is not there is said to be so', async () => {
  const holder = holderOf(ann.userId)
  const bind = (binding: object) => world.running.bindings.bindRole({ binding }, world.admin)
  await expect(bind({ roleId: 'OPERATOR' })).rejects.toMatchObject({
    violations: [{ field: 'binding.holder' }],
  })
  const groupId = 'grp_none'
  await expect(bind({ holder, roleId: 'OPERATOR', groupId })).rejects.toMatchObject({
    reason: 'GROUP_NOT_FOUND',
  })
  await expect(bind({ holder, roleId: 'rol_none' })).rejects.toMatchObject({ reason: 'ROLE_NOT_FOUND' })
  const nobody = { holder: holderOf('usr_none'), roleId: 'OPERATOR', groupId: world.groups.asia }
  await expect(bind(nobody)).rejects.toMatchObject({ reason: 'USER_NOT_FOUND' })
  const call = world.running.access.checkAccess({ userId: 'usr_none', permission: 'claim.read' }, world.admin)
  await expect(call).rejects.toMatchObject({ reason: 'USER_NOT_FOUND' })
})
