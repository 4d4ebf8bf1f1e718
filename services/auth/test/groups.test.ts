import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AccessWorld, type As, accessWorld, type Somebody } from './access-world.ts'
import { eventually } from './eventually.ts'
import { type Running, runAuth } from './running-auth.ts'

let world: AccessWorld
beforeAll(async () => {
  world = await accessWorld()
})
afterAll(() => world?.[Symbol.asyncDispose]())

const moved = (groupId: string, parentId: string, as = world.admin, expectedRevision = 1) =>
  world.running.groups.moveGroup({ groupId, parentId, expectedRevision }, as)

describe('the tree', () => {
  it('moves a group with all below it', async () => {
    const { groups } = world.running
    const [old, next] = [await world.group('Old'), await world.group('New')]
    const child = await world.group('Child', old)
    const grandchild = await world.group('Grandchild', child)
    expect((await moved(child, next)).group).toMatchObject({ parentId: next, revision: 2 })
    expect((await groups.getGroup({ groupId: grandchild }, world.admin)).group?.parentId).toBe(child)
    expect((await moved(child, next)).group?.revision).toBe(2)
    await expect(moved(child, old)).rejects.toMatchObject({ reason: 'REVISION_MISMATCH' })
  })

  it('has no circle, not even of two moves at once', async () => {
    const [a, b] = [await world.group('A'), await world.group('B')]
    const results = await Promise.allSettled([moved(a, b), moved(b, a)])
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const { reason } = results.find(({ status }) => status === 'rejected') as PromiseRejectedResult
    expect(reason).toMatchObject({ kind: 'failed_precondition', reason: 'GROUPS_IN_A_CIRCLE' })
    await expect(moved(a, a)).rejects.toMatchObject({
      kind: expect.stringMatching(/failed_precondition|aborted/),
    })
  })

  it('has no circle though two replicas move at once', async () => {
    const second = await runAuth({ dataDir: world.running.dataDir })
    try {
      for (let round = 1; round <= 5; round++) {
        const [a, b, c] = await Promise.all(
          ['a', 'b', 'c'].map(name => world.group(`Round ${round} ${name}`)),
        )
        const move = ({ groups }: Running, groupId = '', parentId = '') =>
          groups.moveGroup({ groupId, parentId, expectedRevision: 1 }, world.admin)
        const moves = [move(world.running, a, b), move(second, b, c), move(world.running, c, a)]
        const done = (await Promise.allSettled(moves)).filter(({ status }) => status === 'fulfilled')
        expect(done).toHaveLength(2)
      }
    } finally {
      await second.stop()
    }
  })

  it('has sixteen levels at most, however they come about', async () => {
    let below = ''
    for (let level = 1; level <= 16; level++) below = await world.group(`Level ${level}`, below)
    const refused = { kind: 'failed_precondition', reason: 'TOO_MANY_LEVELS' }
    await expect(world.group('Level 17', below)).rejects.toMatchObject(refused)
    await expect(moved(await world.group('Beside'), below)).rejects.toMatchObject(refused)
  })

  it('has a name once among those beside each other', async () => {
    const top = await world.group('Names')
    const first = await world.group('One', top)
    const taken = { reason: 'GROUP_NAME_TAKEN', metadata: { groupId: first } }
    await expect(world.group(' ONE', top)).rejects.toMatchObject(taken)
    const other = await world.group('Two', top)
    const rename = { groupId: other, displayName: 'one', expectedRevision: 1 }
    await expect(world.running.groups.renameGroup(rename, world.admin)).rejects.toMatchObject(taken)
    const free = await world.running.groups.renameGroup({ ...rename, displayName: 'Three' }, world.admin)
    expect(free.group).toMatchObject({ displayName: 'Three', revision: 2 })
  })

  it('keeps a group while there are others below it', async () => {
    const { groups } = world.running
    const top = await world.group('To be removed')
    const child = await world.group('First', top)
    const notEmpty = { kind: 'failed_precondition', reason: 'GROUP_NOT_EMPTY' }
    await expect(groups.deleteGroup({ groupId: top }, world.admin)).rejects.toMatchObject(notEmpty)
    for (const groupId of [child, top, top]) await groups.deleteGroup({ groupId }, world.admin)
    await expect(groups.getGroup({ groupId: top }, world.admin)).rejects.toMatchObject({ kind: 'not_found' })
  })

  it('is listed by name, page by page', async () => {
    const { groups } = world.running
    const names: string[] = []
    let pageToken = ''
    do {
      const page = await groups.listGroups({ pageSize: 3, pageToken }, world.admin)
      names.push(...page.groups.map(({ displayName }) => displayName))
      pageToken = page.nextPageToken
    } while (pageToken !== '')
    expect(names).toEqual(names.toSorted((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)))
    expect(names).toEqual(expect.arrayContaining(['All', 'Europe', 'Paris', 'Asia']))
  })
})

describe('members', () => {
  let ann: Somebody
  beforeAll(async () => {
    ann = await world.somebody()
  })

  it('hold what the group and those above it hold, until they are none any more', async () => {
    const { groups, access } = world.running
    const { europe, paris, asia } = world.groups
    await world.bind(europe, await world.role(['claim.read']), asia)
    await world.join(paris, ann.userId)
    const scope = async (as: As) => (await access.listMyPermissions({}, as)).permissions
    const held = [expect.objectContaining({ permission: 'claim.read', everywhere: false, groupIds: [asia] })]
    const as = await world.signedIn(ann)
    await eventually(async () => expect(await scope(as)).toEqual(held))
    await groups.removeGroupMember({ groupId: paris, userId: ann.userId }, world.admin)
    expect(await scope(await world.signedIn(ann))).toEqual([])
  })

  it('are listed with those who hold a role in the group', async () => {
    const { groups } = world.running
    const groupId = await world.group('Listed')
    const [member, manager, gone] = [await world.somebody(), await world.somebody(), await world.somebody()]
    for (const { userId } of [member, gone]) await world.join(groupId, userId)
    await world.bind(manager.userId, 'ADMIN', groupId)
    await groups.removeGroupMember({ groupId, userId: gone.userId }, world.admin)
    const { members } = await groups.listGroupMembers({ groupId }, world.admin)
    expect(members).toMatchObject([
      { userId: member.userId, displayName: 'Ann', isMember: true, roleIds: [] },
      { userId: manager.userId, displayName: 'Ann', isMember: false, roleIds: ['ADMIN'] },
    ])
  })

  it('are in twenty groups at most', async () => {
    const top = await world.group('Many')
    const who = await world.somebody()
    for (let at = 1; at <= 20; at++) await world.join(await world.group(`Many ${at}`, top), who.userId)
    const refused = { kind: 'failed_precondition', reason: 'TOO_MANY_GROUPS' }
    await expect(world.join(await world.group('Many 21', top), who.userId)).rejects.toMatchObject(refused)
  })
})
