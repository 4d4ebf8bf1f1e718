import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { until } from '../tools/launcher/test/support.ts'
import type { Json } from './support/json-calls.ts'
import { type ResumedWatch, resumedWatch } from './support/resumed-watch.ts'
import { inFiles } from './support/stores-of-systems.ts'
import { closedClaim, makeEvent, ok, type Person } from './support/system.ts'
import { startTwoOfEverything, type TwoOfEverything } from './support/two-of-everything.ts'

const REQUESTED = 'CLAIM_STATE_REQUESTED'
const SUCCESS = 'CLAIM_STATE_SUCCESS'
const FAILED = 'CLAIM_STATE_FAILED'
const TYPES = ['REWARD_TYPE_POINT', 'REWARD_TYPE_BADGE']

let system: TwoOfEverything
let people: readonly Person[]
beforeAll(async () => {
  system = await startTwoOfEverything(inFiles)
  people = await system.people(12)
}, 240_000)
afterAll(() => system?.[Symbol.asyncDispose]())
afterEach(() => simulate({}))

/** How rewards are granted from about a second later on. */
async function simulate(simulation: Json): Promise<void> {
  ok(await system.client().call('SimulatorService/SetSimulation', { simulation }, system.admin))
  await sleep(1_000)
}

/** Providers that give no answer: claims stay as they are. */
const hold = () => simulate({ types: TYPES, failingUntil: '2100-01-01T00:00:00Z' })

interface Watched extends ResumedWatch {
  readonly claimId: string
  readonly person: Person
}

/** A claim of each, watched at the second gateway as long as that lives. */
async function watchAll(who: readonly Person[]): Promise<readonly Watched[]> {
  const badge = { rewardId: 'rwd_badge', name: 'A badge', badge: { badgeId: 'spring' } }
  const points = { rewardId: 'rwd_points', name: 'Points', point: { amount: 10 } }
  const { eventId } = await makeEvent(system, { rewards: [points, badge] })
  const urls = system.running.urls.toReversed()
  return Promise.all(
    who.map(async person => {
      const request = { eventId, idempotencyKey: 'key' }
      const { claimId } = ok(await system.call('ClaimService/ClaimReward', request, person.token))
      return { claimId, person, ...resumedWatch(urls, claimId, person.token) }
    }),
  )
}

const allSee = (watched: readonly Watched[], state: string) =>
  until(`all see ${state}`, () => watched.every(({ seen }) => seen.at(-1)?.state === state), 60_000)

function checkOrder({ seen, claimId }: Watched): void {
  const revs = seen.map(({ rev }) => rev)
  expect(revs, `${claimId} never goes back`).toEqual([...new Set(revs)].toSorted((a, b) => a - b))
}

test('watchers see how their claims end through kills of both event processes and both gateways', async () => {
  await hold()
  const watched = await watchAll(people)
  await allSee(watched, REQUESTED)
  for (const name of ['event', 'event-2', 'gateway-2', 'gateway']) {
    await system.kill(name)
    await system.running.ready(name)
  }
  // While some watch and others are on their way, rewards come one by one.
  await simulate({ types: TYPES, grantsPerRequest: 1 })
  await system.kill('event-2')
  await system.kill('gateway-2')
  await Promise.all(watched.map(({ ended }) => ended))
  for (const each of watched) {
    checkOrder(each)
    expect(each.seen.at(-1)).toMatchObject({ state: SUCCESS, isFullyGranted: true })
    expect(each.breaks.length, 'their gateway at least was killed').toBeGreaterThan(0)
    for (const how of each.breaks) expect(how).toMatch(/^(unavailable UNREACHABLE|lost)$/)
  }
  const told = watched.flatMap(({ breaks }) => breaks)
  expect(told, 'when an event process is killed the gateway says so').toContain('unavailable UNREACHABLE')
}, 120_000)

test('watchers are told when a process stops, and see FAILED wherever they go on', async () => {
  await hold()
  const watched = await watchAll(people)
  await allSee(watched, REQUESTED)
  for (const name of ['event', 'event-2', 'gateway-2']) await system.running.restart(name)
  await simulate({ types: TYPES, rejectPercent: 100 })
  await Promise.all(watched.map(({ ended }) => ended))
  for (const each of watched) {
    checkOrder(each)
    expect(each.seen.at(-1)?.state).toBe(FAILED)
    expect(each.breaks.length).toBeGreaterThan(0)
    for (const how of each.breaks) expect(how).toMatch(/^unavailable (SHUTTING_DOWN|UNREACHABLE)$/)
  }
}, 120_000)

test('watchers whose event process hangs are told that it is gone, and go on at the other', async () => {
  await hold()
  const watched = await watchAll(people)
  await allSee(watched, REQUESTED)
  const resume = system.pause('event')
  try {
    const isThere = ({ breaks }: Watched) => breaks.length > 0
    await until('some are told', () => watched.some(isThere), 60_000)
    await simulate({ types: TYPES })
    await Promise.all(watched.map(({ ended }) => ended))
  } finally {
    resume()
  }
  for (const each of watched) {
    checkOrder(each)
    expect(each.seen.at(-1)?.state).toBe(SUCCESS)
    const { claimId, person } = each
    expect((await closedClaim(system, claimId, person.token)).state).toBe(SUCCESS)
  }
}, 180_000)
