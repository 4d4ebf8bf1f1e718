import { systemClock } from '@rewards/process'
import { openVerifier } from '@rewards/rpc'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type AccessWorld, accessWorld } from './access-world.ts'
import { testLife } from './running-auth.ts'

let world: AccessWorld
const life = testLife()
beforeAll(async () => {
  world = await accessWorld()
})
afterAll(async () => {
  await life.stop()
  await world?.[Symbol.asyncDispose]()
})

it('what roles and groups let a token do is known in other processes within seconds of every change', async () => {
  const { europe, paris, asia } = world.groups
  const { groups, roles } = world.running
  const config = {
    authAddresses: [`127.0.0.1:${world.running.port}`],
    tokenIssuer: 'rewards',
    tokenAudience: 'rewards',
  }
  const verifier = openVerifier(config, life, { now: systemClock, tls: undefined })
  const role = await world.role(['event.write'])
  const who = await world.somebody()
  await world.join(paris, who.userId)
  await world.bind(europe, role, asia)
  const { token } = await world.signedIn(who)
  const scope = async (permission: string) => (await verifier.verify(token)).scopeOf(permission)
  const within = { timeout: 5_000 }
  await expect.poll(() => scope('event.write'), within).toEqual(new Set([asia]))
  const below = await world.group('Below Asia', asia)
  await expect.poll(() => scope('event.write'), within).toEqual(new Set([asia, below]))
  const changed = { roleId: role, displayName: 'Changed', permissions: ['claim.read'], expectedRevision: 1 }
  await roles.updateRole(changed, world.admin)
  await expect.poll(() => scope('claim.read'), within).toEqual(new Set([asia, below]))
  expect(await scope('event.write')).toEqual(new Set())
  await groups.moveGroup({ groupId: paris, parentId: '', expectedRevision: 1 }, world.admin)
  await expect.poll(() => scope('claim.read'), within).toEqual(new Set())
}, 40_000)
