import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { countsOf, ending, times, untilFinal } from './claim-answers.ts'
import { until } from './claim-until.ts'
import {
  activeEvent,
  type ClaimWorld,
  claimWorld,
  type EventProcess,
  idOf,
  points,
  theRest,
} from './claim-world.ts'

let world: ClaimWorld
let here: EventProcess
beforeAll(async () => {
  world = await claimWorld()
  here = await world.start()
})
afterAll(() => world.close())
beforeEach(() => {
  world.rewards.script = () => 'grant'
})

const claim = async (eventId: string, userId: string, idempotencyKey = '') =>
  here.claims.claimReward({ eventId, idempotencyKey }, await world.auth.caller(userId))

/** Users who each ask until they are told for good; under a key, so that an acceptance by the sweep is theirs. */
const claimAll = (eventId: string, users: readonly string[]) =>
  Promise.all(users.map(user => untilFinal(() => claim(eventId, user, 'key'))))

const users = (count: number) => times(count, i => `usr_${i}`)

async function statesOf(eventId: string, count: number): Promise<Record<string, number>> {
  const claims = await Promise.all(users(count).map(user => world.stored.claims.get(idOf(eventId, user))))
  return countsOf(claims.map(found => found?.value.state ?? 'none'))
}

const quiet = (eventId: string, count: number) =>
  until('all claims are closed', async () => {
    const { RESERVING = 0, REQUESTED = 0 } = await statesOf(eventId, count)
    return RESERVING + REQUESTED === 0
  })

test('of 100 claimers of 10 units exactly 10 get one, and the others are told when nothing can be free again', async () => {
  const eventId = await activeEvent(world, here, { rewards: [points('rwd_a', { stock: 10 })] })
  const early: string[] = []
  const endings = await Promise.all(
    users(100).map(async user => {
      const told = await untilFinal(() => claim(eventId, user, 'key'))
      if (told.word === 'OUT_OF_STOCK' && world.rewards.granted(eventId, 'rwd_a') < 10) early.push(user)
      return told.word
    }),
  )
  expect(countsOf(endings)).toEqual({ OK: 10, OUT_OF_STOCK: 90 })
  expect(early).toEqual([])
  await quiet(eventId, 100)
  expect(world.rewards.granted(eventId, 'rwd_a')).toBe(10)
  expect(new Set(await world.stored.holders(eventId, 'rwd_a')).size).toBe(10)
})

test('whoever comes while the last units are undecided is told when to ask again, and nothing is stored', async () => {
  const eventId = await activeEvent(world, here, { rewards: [points('rwd_a', { stock: 2 })] })
  world.rewards.script = () => 'none'
  await claimAll(eventId, users(2))
  const { error } = await ending(claim(eventId, 'usr_late', 'my key'))
  expect(error).toMatchObject({ kind: 'unavailable', reason: 'STOCK_PENDING', retryAfterMs: 1_000 })
  expect(await world.stored.claims.get(idOf(eventId, 'usr_late'))).toBeUndefined()
  expect(await world.stored.refusals(eventId)).toEqual([])

  world.rewards.script = ask => (ask.userId === 'usr_0' ? 'reject' : 'grant')
  for (const user of users(2)) await world.rewards.answerFor(idOf(eventId, user))
  const told = await untilFinal(() => claim(eventId, 'usr_late', 'my key'))
  expect(told.accepted).toMatchObject({ claimId: idOf(eventId, 'usr_late'), attempt: 1 })
})

test('units of rejected grants go to others, until every unit is granted', async () => {
  const eventId = await activeEvent(world, here, { rewards: [points('rwd_a', { stock: 10 })] })
  const rejected = new Set<string>()
  world.rewards.script = ({ userId }) => {
    if (rejected.size < 7) rejected.add(userId)
    return rejected.has(userId) ? 'reject' : 'grant'
  }
  const words = (await claimAll(eventId, users(40))).map(({ word }) => word)
  await quiet(eventId, 40)
  expect(countsOf(words)).toEqual({ OK: 17, OUT_OF_STOCK: 23 })
  const { SUCCESS, FAILED } = await statesOf(eventId, 40)
  expect({ SUCCESS, granted: world.rewards.granted(eventId, 'rwd_a') }).toEqual({ SUCCESS: 10, granted: 10 })
  expect(FAILED).toBeGreaterThanOrEqual(7)
  await until('holders are those to whom it was granted', async () => {
    const holders = await world.stored.holders(eventId, 'rwd_a')
    return holders.length === 10 && holders.every(holder => !rejected.has(holder.split(':')[1] as string))
  })
})

test('a sold-out reward that may be left out is left out, and the answer says so', async () => {
  const rewards = [points('rwd_a', { stock: 3, ...theRest }), points('rwd_b')]
  const eventId = await activeEvent(world, here, { rewards })
  const endings = await claimAll(eventId, users(12))
  const leftOut = endings.map(({ accepted }) => accepted?.leftOutRewardIds.join())
  expect(countsOf(leftOut.map(String))).toEqual({ '': 3, rwd_a: 9 })
  for (const { accepted } of endings) {
    const asked = accepted?.requestedRewards.map(({ rewardId }) => rewardId)
    expect(asked).toEqual(accepted?.leftOutRewardIds.length ? ['rwd_b'] : ['rwd_a', 'rwd_b'])
  }
  await quiet(eventId, 12)
  expect(await statesOf(eventId, 12)).toEqual({ SUCCESS: 12 })
  expect(world.rewards.granted(eventId, 'rwd_a')).toBe(3)
})

test('where every reward is sold out nothing is accepted, though all may be left out', async () => {
  const eventId = await activeEvent(world, here, { rewards: [points('rwd_a', { stock: 1, ...theRest })] })
  const words = (await claimAll(eventId, users(4))).map(({ word }) => word)
  expect(countsOf(words)).toEqual({ OK: 1, OUT_OF_STOCK: 3 })
})

test('claims of two limited rewards never wait for each other, and leave no unit behind', async () => {
  const rewards = [points('rwd_b', { stock: 4 }), points('rwd_a', { stock: 9 })]
  const eventId = await activeEvent(world, here, { rewards })
  const words = (await claimAll(eventId, users(30))).map(({ word }) => word)
  expect(countsOf(words)).toEqual({ OK: 4, OUT_OF_STOCK: 26 })
  await quiet(eventId, 30)
  for (const rewardId of ['rwd_a', 'rwd_b']) {
    expect(world.rewards.granted(eventId, rewardId)).toBe(4)
    // A full bucket's are freed within the next scans, others once a minute.
    if (rewardId === 'rwd_b') expect(await world.stored.holders(eventId, rewardId)).toHaveLength(4)
  }
})

test('each request that was decided is in the records once, however often it had to be asked', async () => {
  const eventId = await activeEvent(world, here, { rewards: [points('rwd_a', { stock: 5 })] })
  await Promise.all(users(20).map(user => untilFinal(() => claim(eventId, user, `key of ${user}`))))
  await quiet(eventId, 20)
  const refused = (await world.stored.refusals(eventId)).map(({ value }) => value.idempotencyKey)
  const claims = await Promise.all(users(20).map(user => world.stored.claims.get(idOf(eventId, user))))
  const attempts = claims.flatMap(found => found?.value.attempts ?? [])
  const recorded = [...refused, ...attempts.map(({ idempotencyKey }) => idempotencyKey)]
  expect(countsOf(recorded.map(String))).toEqual(
    Object.fromEntries(users(20).map(user => [`key of ${user}`, 1])),
  )
})

test('a raise of the stock gives the new units to those who ask', async () => {
  const eventId = await activeEvent(world, here, { rewards: [points('rwd_a', { stock: 1 })] })
  expect(countsOf((await claimAll(eventId, users(2))).map(({ word }) => word))).toEqual({
    OK: 1,
    OUT_OF_STOCK: 1,
  })
  const operator = await world.auth.caller('usr_operator', 'OPERATOR')
  const { event } = await here.events.getEvent({ eventId }, operator)
  const reward = points('rwd_a', { stock: 3 })
  await here.events.updateReward({ eventId, expectedRevision: event?.revision ?? 0, reward }, operator)
  const again = times(5, i => `usr_more_${i}`)
  expect(countsOf((await claimAll(eventId, again)).map(({ word }) => word))).toEqual({
    OK: 2,
    OUT_OF_STOCK: 3,
  })
})
