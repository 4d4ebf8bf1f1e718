import { Role, UserState } from '@rewards/contracts/auth'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type AccessWorld, type As, accessWorld } from './access-world.ts'
import { eventually } from './eventually.ts'

let world: AccessWorld
/** May suspend, ban and erase, and read accounts, and nothing else. */
let moderator: As
beforeAll(async () => {
  world = await accessWorld()
  const role = await world.role(['user.moderate', 'user.erase', 'user.read'])
  const who = await world.somebody()
  await world.bind(who.userId, role)
  moderator = await world.signedIn(who)
  await eventually(() => world.running.users.listUsers({}, moderator))
})
afterAll(() => world?.[Symbol.asyncDispose]())

/** What the moderator is told when they ban, and when they erase this user. */
async function shutOut(userId: string): Promise<readonly unknown[]> {
  const { states, users } = world.running
  const expectedRevision = (await users.getUser({ userId }, world.admin)).user?.revision ?? 0
  const ban = { userId, state: UserState.BANNED, reason: 'spam', expectedRevision }
  const calls = [states.changeUserState(ban, moderator), states.eraseUser({ userId }, moderator)]
  const outcomes = await Promise.allSettled(calls)
  return outcomes.map(outcome => (outcome.status === 'fulfilled' ? 'done' : outcome.reason.reason))
}

it('a moderator shuts out who may do no more than they may', async () => {
  const { userId } = await world.somebody()
  await world.bind(userId, await world.role(['user.read']))
  expect(await shutOut(userId)).toEqual(['done', 'done'])
})

it('a moderator does not shut out who has a built-in role with more', async () => {
  const { userId } = await world.somebody()
  const { users } = world.running
  await users.setRoles({ userId, roles: [Role.OPERATOR], expectedRevision: 1 }, world.admin)
  expect(await shutOut(userId)).toEqual(['TARGET_MAY_MORE', 'TARGET_MAY_MORE'])
})

it('a moderator does not shut out who may do more by a role of somebody’s own making', async () => {
  const { userId } = await world.somebody()
  await world.bind(userId, await world.role(['claim.read']))
  expect(await shutOut(userId)).toEqual(['TARGET_MAY_MORE', 'TARGET_MAY_MORE'])
})
