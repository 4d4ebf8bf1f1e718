import { MetadataAudience, MetadataService } from '@rewards/contracts/auth'
import { type Channel, type Client, createClient, openChannel } from '@rewards/rpc'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type AccessWorld, type As, accessWorld, type Somebody } from './access-world.ts'
import { eventually } from './eventually.ts'

const { SELF, ADMINISTRATORS } = MetadataAudience

let world: AccessWorld
let channel: Channel
let metadata: Client<typeof MetadataService>
let manager: As
let inside: Somebody
let outside: Somebody
beforeAll(async () => {
  world = await accessWorld()
  channel = openChannel({ addresses: [`127.0.0.1:${world.running.port}`], services: [] })
  metadata = createClient(MetadataService, channel)
  const type = { case: 'boolean', value: {} } as const
  const fields = [
    { key: 'newsletter', type, visibleTo: SELF, changeableBy: SELF },
    { key: 'watched', type, visibleTo: ADMINISTRATORS, changeableBy: ADMINISTRATORS },
  ]
  await metadata.setMetadataSchema({ fields, expectedRevision: 0 }, world.admin)
  const who = await world.somebody()
  await world.bind(who.userId, 'ADMIN', world.groups.europe)
  manager = await world.signedIn(who)
  inside = await world.somebody()
  outside = await world.somebody()
  await world.join(world.groups.paris, inside.userId)
  await world.join(world.groups.asia, outside.userId)
  await eventually(() => world.running.groups.getGroup({ groupId: world.groups.europe }, manager))
})
afterAll(async () => {
  channel?.close()
  await world?.[Symbol.asyncDispose]()
})

it('who reads users within a group reads their metadata, and finds nobody else', async () => {
  expect(await metadata.getUserMetadata({ userId: inside.userId }, manager)).toMatchObject({ metadata: {} })
  for (const userId of [outside.userId, 'usr_none'])
    await expect(metadata.getUserMetadata({ userId }, manager)).rejects.toMatchObject({
      kind: 'not_found',
      reason: 'USER_NOT_FOUND',
    })
})

it('who reads users within a group knows of all keys; who reads none, of their own', async () => {
  const keys = async (as: As) => (await metadata.getMetadataSchema({}, as)).fields.map(({ key }) => key)
  expect(await keys(manager)).toEqual(['newsletter', 'watched'])
  expect(await keys(await world.signedIn(outside))).toEqual(['newsletter'])
})

it('nobody declares keys or searches all users by what they hold within a group', async () => {
  const denied = { kind: 'permission_denied', reason: 'PERMISSION_DENIED' }
  await expect(metadata.setMetadataSchema({ expectedRevision: 1 }, manager)).rejects.toMatchObject(denied)
  const search = world.running.users.searchUsers({ prefix: { case: 'email', value: 'a' } }, manager)
  await expect(search).rejects.toMatchObject(denied)
})
