import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ClaimState, EventStatus } from '../packages/contracts/src/event.ts'
import { RewardType } from '../packages/contracts/src/reward.ts'
import { ending, times, untilFinal } from '../services/event/test/claim-answers.ts'
import type { EventProcess } from '../services/event/test/claim-process.ts'
import { activeEvent, points } from '../services/event/test/claim-world.ts'
import { until } from '../tools/launcher/test/support.ts'
import { type Copier, startCopier } from './support/copier.ts'
import type { Json } from './support/json-calls.ts'
import { type ServicesHere, servicesHere } from './support/services-here.ts'
import { ofEvent } from './support/stored.ts'

const HOUR_MS = 3_600_000
const { SUCCESS, FAILED } = ClaimState
const { ACTIVE, INACTIVE } = EventStatus

let world: ServicesHere
let events: readonly EventProcess[]
/** Everything is asked and answered three times, late and in any order. */
let copier: Copier
let admin: { token: string }
beforeAll(async () => {
  world = await servicesHere()
  copier = startCopier(world.broker.url, 2)
  events = [await world.startEvent(), await world.startEvent()]
  admin = await world.auth.caller('usr_admin', 'ADMIN')
})
afterAll(async () => {
  copier?.stop()
  await world?.close()
})

let turns = 0
const anEvent = () => events[turns++ % events.length] as EventProcess

const claim = async (eventId: string, userId: string, idempotencyKey: string) =>
  anEvent().claims.claimReward({ eventId, idempotencyKey }, await world.auth.caller(userId))

/** Claims again, under a new key, as long as a claim fails for another reason than the stock. */
async function claimUntilDone(eventId: string, userId: string): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    const { accepted, word } = await untilFinal(() => claim(eventId, userId, `key ${attempt}`), 90_000)
    if (!accepted) return word
    if ((await closed(accepted.claimId)) === SUCCESS) return 'SUCCESS'
  }
}

async function closed(claimId: string): Promise<ClaimState> {
  for (; ; await sleep(50)) {
    const { state } = (await anEvent().claims.getClaim({ claimId }, admin)).claim ?? {}
    if (state === SUCCESS || state === FAILED) return state
  }
}

const coupon = (stock: number) => ({
  rewardId: 'rwd_coupon',
  name: 'A coupon',
  kind: { case: 'coupon', value: { templateId: 'spring', count: 1 } } as const,
  stock,
})

async function revisionOf(eventId: string): Promise<number> {
  return (await anEvent().events.getEvent({ eventId }, admin)).event?.revision ?? 0
}

async function changeStatus(eventId: string, status: EventStatus): Promise<void> {
  await anEvent().events.changeEventStatus(
    { eventId, expectedRevision: await revisionOf(eventId), status },
    admin,
  )
}

/** Looks into the store until it is stopped: what was seen there beyond what there was to give. */
function lookForOverIssue(eventId: string, stock: () => number) {
  const tooMuch: string[] = []
  const stopping = new AbortController()
  const looking = (async () => {
    for (; !stopping.signal.aborted; await sleep(25)) {
      const buckets = await ofEvent(world.stored, 'buckets', eventId)
      const grants = await ofEvent(world.stored, 'grants', eventId)
      const held = buckets.flatMap(({ holders }) => holders).length
      const granted = grants.filter(isGrantedCoupon).length
      if (held > stock() || granted > stock()) tooMuch.push(`${held} held, ${granted} granted`)
    }
  })()
  return async () => {
    stopping.abort()
    await looking
    return tooMuch
  }
}

const isGrantedCoupon = ({ state, reward }: Json) => state === 'GRANTED' && reward.rewardId === 'rwd_coupon'

test('with hints off and settings that are an hour old, nothing is granted twice or beyond a stock that is raised meanwhile', async () => {
  const settings = { types: [RewardType.COUPON], rejectPercent: 30, failPercent: 20, latencyMs: 100 }
  const first = await world.startReward({ simulationFreshMs: HOUR_MS })
  const before = await activeEvent(world, anEvent(), { rewards: [points('rwd_points'), coupon(1_000)] })
  expect(await claimUntilDone(before, 'usr_early'), 'the first has read the settings').toBe('SUCCESS')
  // From now on all coupons go through the simulator; the first process does not see that for an hour.
  await first.simulator.setSimulation({ simulation: settings }, admin)
  const second = await world.startReward({ simulationFreshMs: HOUR_MS })
  let early = 0
  await until('the second has read them too, and takes part', async () => {
    await claimUntilDone(before, `usr_early_${early++}`)
    return (await ofEvent(world.stored, 'grants', before)).some(({ provider }) => provider === 'simulator')
  })

  let stock = 20
  const eventId = await activeEvent(world, anEvent(), { rewards: [points('rwd_points'), coupon(stock)] })
  const overIssue = lookForOverIssue(eventId, () => stock)
  const users = times(60, i => `usr_${i}`)
  const done = Promise.all(users.map(user => claimUntilDone(eventId, user)))
  await until('the stock is short', async () => {
    const buckets = await ofEvent(world.stored, 'buckets', eventId)
    return buckets.every(({ room }) => room < 5)
  })
  await second.simulator.setSimulation({ simulation: {} }, admin)
  stock = 35
  const raised = { eventId, expectedRevision: await revisionOf(eventId), reward: coupon(stock) }
  await anEvent().events.updateReward(raised, admin)
  await done
  // Some were told that it was sold out before there was more; now everybody asks once more.
  const endings = await Promise.all(users.map(user => claimUntilDoneAnew(eventId, user)))
  expect(endings.filter(word => word === 'DUPLICATED_CLAIM')).toHaveLength(35)
  expect(endings.filter(word => word === 'OUT_OF_STOCK')).toHaveLength(25)
  expect(await overIssue()).toEqual([])
  await checkGrants(eventId, 35)
  expect(copier.copies()).toBeGreaterThan(0)
}, 120_000)

/** As a user does who does not know how the first try ended. */
async function claimUntilDoneAnew(eventId: string, userId: string): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    const { accepted, word } = await untilFinal(() => claim(eventId, userId, `late ${attempt}`), 90_000)
    if (!accepted) return word
    await closed(accepted.claimId)
  }
}

/** What was granted, by whom, and what the simulator says that it granted. */
async function checkGrants(eventId: string, expected: number): Promise<void> {
  const grants = (await ofEvent(world.stored, 'grants', eventId)).filter(isGrantedCoupon)
  expect(grants).toHaveLength(expected)
  expect(new Set(grants.map(({ claimId }) => claimId)).size, 'one each').toBe(expected)
  const codes = grants.flatMap(({ effect }) => effect.codes)
  expect(new Set(codes).size, 'a code of its own for each').toBe(expected)
  const byProvider = Map.groupBy(grants, ({ provider }) => provider)
  expect(new Set(byProvider.keys()), 'one process had old settings').toEqual(new Set(['ledger', 'simulator']))
  const books = (await world.stored.all('reward', 'simulator_answers')).filter(
    ({ id, state }) => id.startsWith(eventId) && state === 'GRANTED',
  )
  const paid = (byProvider.get('simulator') ?? []).map(({ id, generation }) => `${id}#${generation}`)
  expect(books.map(({ id }) => id).toSorted(), 'nothing was paid beside a grant').toEqual(paid.toSorted())
  const buckets = await ofEvent(world.stored, 'buckets', eventId)
  const holders = buckets.flatMap(({ holders: each }) => each.map((holder: string) => holder.split('#')[0]))
  expect(holders.toSorted()).toEqual(grants.map(({ claimId }) => claimId).toSorted())
}

test('with hints off, a status that was changed through one process decides every claim that begins after it, at any', async () => {
  await world.startReward({ simulationFreshMs: HOUR_MS })
  const eventId = await activeEvent(world, anEvent())
  let users = 0
  for (let round = 0; round < 4; round++) {
    const wanted =
      round % 2 === 0 ? { status: INACTIVE, word: 'EVENT_STATUS' } : { status: ACTIVE, word: 'OK' }
    // Claims that overlap with the change may end either way.
    const during = times(16, () => ending(claim(eventId, `usr_${users++}`, 'key')))
    await changeStatus(eventId, wanted.status)
    const after = times(32, () => ending(claim(eventId, `usr_${users++}`, 'key')))
    expect(new Set((await Promise.all(after)).map(({ word }) => word))).toEqual(new Set([wanted.word]))
    for (const { word } of await Promise.all(during)) expect(['OK', 'EVENT_STATUS']).toContain(word)
  }
  await until('all are granted', async () => {
    const claims = await ofEvent(world.stored, 'claims', eventId)
    return claims.every(({ state }) => state === 'SUCCESS')
  })
})
