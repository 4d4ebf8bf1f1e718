import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { countsOf, times, untilFinal } from './claim-answers.ts'
import { storeThrough } from './claim-store.ts'
import { until } from './claim-until.ts'
import { activeEvent, type ClaimWorld, claimWorld, type EventProcess, idOf, points } from './claim-world.ts'
import { type Around, type Death, Died } from './dying-ports.ts'

let world: ClaimWorld
let here: EventProcess
/** How far the healthy process's clock is ahead: behind, so that the sweep takes nothing up, until a test wants it to. */
let aheadMs = 0
beforeAll(async () => {
  world = await claimWorld()
  here = await world.start({ now: () => Date.now() + aheadMs })
})
afterAll(() => world.close())
beforeEach(() => {
  aheadMs = -60_000
})

const limited = [points('rwd_b', { stock: 3 }), points('rwd_a', { stock: 3 })]

function diesAt({ write, when }: Death): Around {
  let writes = 0
  return async work => {
    const n = ++writes
    if (n > write || (n === write && when === 'before')) throw new Died()
    const result = await work()
    if (n === write) throw new Died()
    return result
  }
}

/** Claims at a process that dies on the way. */
async function claimAndDie(eventId: string, idempotencyKey: string, death: Death): Promise<void> {
  const store = storeThrough(await world.openStore(), diesAt(death))
  const dying = await world.start({ store, sweepEveryMs: 3_600_000 })
  const call = dying.claims.claimReward({ eventId, idempotencyKey }, await world.auth.caller('usr_ann'))
  await expect(call).rejects.toThrow('INTERNAL')
  await dying.stop()
}

/** The claim is granted, as if nothing had happened. */
async function isWhole(eventId: string): Promise<void> {
  const id = idOf(eventId, 'usr_ann')
  await until('it is granted', async () => (await world.stored.claims.get(id))?.value.state === 'SUCCESS')
  const { value } = await world.stored.claim(id)
  expect(value.attempts.map(({ no }) => no)).toEqual([1])
  for (const rewardId of ['rwd_a', 'rwd_b']) {
    expect(await world.stored.holders(eventId, rewardId)).toEqual([`${id}#1`])
    expect(world.rewards.effects.get(`${id}:${rewardId}`)).toBe(1)
  }
}

const claimUntilFinal = async (eventId: string, idempotencyKey: string) => {
  const caller = await world.auth.caller('usr_ann')
  return untilFinal(() => here.claims.claimReward({ eventId, idempotencyKey }, caller))
}

// The writes of a claim to two limited rewards: open, a unit of each, accept.
const deaths = [1, 2, 3, 4].flatMap(write => [
  { write, when: 'before' } as const,
  { write, when: 'after' } as const,
])

/** Only its answer is lost. */
const isAccept = ({ write, when }: Death) => write === 4 && when === 'after'

describe.each(deaths)('a process that dies just $when write $write of a claim', death => {
  const wasAccepted = isAccept(death)

  test('the same call elsewhere goes on with the attempt', async () => {
    const eventId = await activeEvent(world, here, { rewards: limited })
    await claimAndDie(eventId, 'key', death)
    const { accepted } = await claimUntilFinal(eventId, 'key')
    expect(accepted).toMatchObject({ attempt: 1, claimId: idOf(eventId, 'usr_ann') })
    if (wasAccepted) aheadMs = 20_000
    await isWhole(eventId)
    expect((await claimUntilFinal(eventId, 'key')).accepted).toEqual(accepted)
    expect(await world.stored.refusals(eventId)).toEqual([])
  })

  test('so does a call without a key', async () => {
    const eventId = await activeEvent(world, here, { rewards: limited })
    await claimAndDie(eventId, '', death)
    expect((await claimUntilFinal(eventId, '')).word).toBe(wasAccepted ? 'DUPLICATED_CLAIM' : 'OK')
    if (wasAccepted) aheadMs = 20_000
    await isWhole(eventId)
  })
})

test.each(deaths.slice(1))(
  'after a death just $when write $write the sweep goes on, when nobody calls again',
  async death => {
    const eventId = await activeEvent(world, here, { rewards: limited })
    await claimAndDie(eventId, 'key', death)
    const { value } = await world.stored.claim(idOf(eventId, 'usr_ann'))
    expect(value.state).toBe(isAccept(death) ? 'REQUESTED' : 'RESERVING')
    aheadMs = 20_000
    await isWhole(eventId)
    expect((await claimUntilFinal(eventId, 'key')).word).toBe('OK')
  },
)

test('an attempt that stopped half-way is gone on with though the event is over and its conditions fail', async () => {
  const eventId = await activeEvent(world, here, { rewards: limited })
  await claimAndDie(eventId, '', { write: 2, when: 'after' })
  const operator = await world.auth.caller('usr_operator', 'OPERATOR')
  const { event } = await here.events.getEvent({ eventId }, operator)
  await here.events.changeEventStatus(
    { eventId, expectedRevision: event?.revision ?? 0, status: 5 },
    operator,
  )
  expect((await claimUntilFinal(eventId, '')).word).toBe('OK')
  await isWhole(eventId)
})

test('while an attempt is half-way, its user sees it as REQUESTED', async () => {
  const eventId = await activeEvent(world, here, { rewards: limited })
  await claimAndDie(eventId, 'key', { write: 3, when: 'before' })
  const claimId = idOf(eventId, 'usr_ann')
  const caller = await world.auth.caller('usr_ann')
  expect((await here.claims.getClaim({ claimId }, caller)).claim).toMatchObject({ state: 1, attempt: 1 })
  const { claims } = await here.claims.listMyClaims({ state: 1 }, caller)
  expect(claims.map(claim => claim.claimId)).toContain(claimId)
})

test('kill -9 again and again under load: every claim is decided, granted once, and within stock', async () => {
  const USERS = 60
  const rewards = [points('rwd_b', { stock: 45 }), points('rwd_a', { stock: 45 })]
  const eventId = await activeEvent(world, here, { rewards })
  let process = await world.startApart()
  const claimed = async () => {
    const ids = times(USERS, i => idOf(eventId, `usr_${i}`))
    return (await world.stored.claims.getMany(ids)).filter(claim => claim !== undefined)
  }
  const asking = times(USERS, async i => {
    const caller = await world.auth.caller(`usr_${i}`)
    const call = () => process.claims.claimReward({ eventId, idempotencyKey: 'key' }, caller)
    return untilFinal(call, 60_000)
  })
  for (const count of [5, 25, 45]) {
    await until(`${count} have claimed`, async () => (await claimed()).length >= count)
    const next = await world.startApart()
    await process.kill()
    process = next
  }
  aheadMs = 20_000
  const words = (await Promise.all(asking)).map(({ word }) => word)
  expect(countsOf(words)).toEqual({ OK: 45, OUT_OF_STOCK: USERS - 45 })
  await until('all are closed', async () => (await claimed()).every(({ value }) => value.dueAt === undefined))
  const states = (await claimed()).map(({ value }) => value.state)
  expect(countsOf(states).SUCCESS).toBe(45)
  for (const rewardId of ['rwd_a', 'rwd_b']) expect(world.rewards.granted(eventId, rewardId)).toBe(45)
  expect([...world.rewards.effects.values()].filter(count => count !== 1)).toEqual([])
}, 90_000)
