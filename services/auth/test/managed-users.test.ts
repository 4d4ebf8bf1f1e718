import { MetadataAudience, MetadataService, UserState } from '@rewards/contracts/auth'
import { type Channel, type Client, createClient, openChannel } from '@rewards/rpc'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type AccessWorld, type As, accessWorld, type Somebody } from './access-world.ts'
import { eventually } from './eventually.ts'

let world: AccessWorld
let channel: Channel
let metadata: Client<typeof MetadataService>
/** Holds ADMIN in `europe` and all below it. */
let manager: As
beforeAll(async () => {
  world = await accessWorld()
  channel = openChannel({ addresses: [`127.0.0.1:${world.running.port}`], services: [] })
  metadata = createClient(MetadataService, channel)
  const byAdministrators = MetadataAudience.ADMINISTRATORS
  const watched = {
    key: 'watched',
    type: { case: 'boolean', value: {} },
    visibleTo: byAdministrators,
    changeableBy: byAdministrators,
  } as const
  await metadata.setMetadataSchema({ fields: [watched], expectedRevision: 0 }, world.admin)
  const who = await world.somebody()
  await world.bind(who.userId, 'ADMIN', world.groups.europe)
  manager = await world.signedIn(who)
  await eventually(() => world.running.groups.getGroup({ groupId: world.groups.europe }, manager))
})
afterAll(async () => {
  channel?.close()
  await world?.[Symbol.asyncDispose]()
})

type Change = (userId: string, expectedRevision: number) => Promise<unknown>
const CHANGES: Readonly<Record<string, Change>> = {
  updateUser: (userId, expectedRevision) =>
    world.running.users.updateUser({ userId, expectedRevision, displayName: 'Renamed' }, manager),
  setUserMetadata: (userId, expectedRevision) =>
    metadata.setUserMetadata(
      { userId, expectedRevision, set: { watched: { kind: { case: 'flag', value: true } } } },
      manager,
    ),
  changeUserState: (userId, expectedRevision) =>
    world.running.states.changeUserState(
      { userId, expectedRevision, state: UserState.BANNED, reason: 'spam' },
      manager,
    ),
}

describe.each(Object.entries(CHANGES))('%s, by who manages a group', (_, change) => {
  let user: Somebody
  beforeEach(async () => {
    user = await world.somebody()
  })

  async function changed(): Promise<unknown> {
    const found = await world.running.users.getUser({ userId: user.userId }, world.admin)
    return change(user.userId, found.user?.revision ?? 0).then(
      () => 'done',
      error => error.reason,
    )
  }

  it('is done to a member of that group, and of groups below it', async () => {
    await world.join(world.groups.europe, user.userId)
    await world.join(world.groups.paris, user.userId)
    expect(await changed()).toBe('done')
  })

  it('is refused for a member of a group beside, too', async () => {
    await world.join(world.groups.paris, user.userId)
    await world.join(world.groups.asia, user.userId)
    expect(await changed()).toBe('MEMBER_ELSEWHERE')
  })

  it.each(['asia', 'all'] as const)('finds no member of %s alone', async name => {
    await world.join(world.groups[name], user.userId)
    expect(await changed()).toBe('USER_NOT_FOUND')
  })

  it('finds nobody who is in no group, nor who is not there', async () => {
    expect(await changed()).toBe('USER_NOT_FOUND')
    await expect(change('usr_none', 1)).rejects.toMatchObject({ reason: 'USER_NOT_FOUND' })
  })
})
