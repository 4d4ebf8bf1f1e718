import { setTimeout as sleep } from 'node:timers/promises'
import { mongoForTests } from '@rewards/mongodb/testing'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startCopier } from './support/copier.ts'
import type { Answer, Json } from './support/json-calls.ts'
import { count } from './support/retrying-calls.ts'
import { ofEvent } from './support/stored.ts'
import { inFiles, inMongo, type StoreOfSystem } from './support/stores-of-systems.ts'
import { makeEvent, ok, type Person } from './support/system.ts'
import {
  claimUntilDone,
  inParallel,
  patiently,
  quiet,
  startTwoOfEverything,
  type TwoOfEverything,
} from './support/two-of-everything.ts'

const CALLERS = 64
const PEOPLE = 48

const points = { rewardId: 'rwd_points', name: 'Points', point: { amount: 10 } }
const badge = { rewardId: 'rwd_badge', name: 'A badge', badge: { badgeId: 'spring' } }
const coupon = (stock: number) => ({
  rewardId: 'rwd_coupon',
  name: 'A coupon',
  coupon: { templateId: 'spring', count: 1 },
  stock,
})

const mongo = await mongoForTests(process.env)
afterAll(() => mongo.stop())

for (const store of [inFiles, inMongo(mongo)])
  describe.skipIf(store.missing)(`two of everything on ${store.name}`, () => promises(store))

function promises(store: StoreOfSystem): void {
  let system: TwoOfEverything
  let people: readonly Person[]
  beforeAll(async () => {
    system = await startTwoOfEverything(store)
    people = await system.people(PEOPLE)
  }, 240_000)
  afterAll(() => system?.[Symbol.asyncDispose]())
  afterEach(() => simulate({}))

  const simulate = async (simulation: Json) => {
    ok(await system.client().call('SimulatorService/SetSimulation', { simulation }, system.admin))
    await sleep(1_000) // what the contract allows it to take
  }

  const claim = (eventId: string, { token }: Person, idempotencyKey = '') =>
    system.call('ClaimService/ClaimReward', { eventId, idempotencyKey }, token)

  /** As many equal claims at once as there are callers, every other one at the other gateway. */
  const claimTogether = (eventId: string, person: Person, idempotencyKey?: string) =>
    Promise.all(Array.from({ length: CALLERS }, () => claim(eventId, person, idempotencyKey)))

  describe.each([
    ['unlimited', [points]],
    ['limited', [points, coupon(40)]],
  ])('%s rewards', (_, rewards) => {
    const pairs = 12

    /** One claim of one attempt for each pair, in the store. */
    const checkClaims = async (eventId: string, refusals: number) => {
      await quiet(system, [eventId])
      const claims = await ofEvent(system.stored, 'claims', eventId)
      const claimers = people.slice(0, pairs).map(({ userId }) => userId)
      expect(claims.map(({ userId }) => userId).toSorted()).toEqual(claimers.toSorted())
      for (const { state, attempts } of claims) {
        expect(state).toBe('SUCCESS')
        expect(attempts).toHaveLength(1)
      }
      const grants = await ofEvent(system.stored, 'grants', eventId)
      expect(grants.filter(({ state }) => state === 'GRANTED')).toHaveLength(pairs * rewards.length)
      const reasons = (await ofEvent(system.stored, 'refusals', eventId)).map(({ reason }) => reason)
      expect(reasons).toEqual(Array(refusals).fill('DUPLICATED_CLAIM'))
    }

    test(`${CALLERS} claims at once with one key get ${CALLERS} equal answers`, async () => {
      const { eventId } = await makeEvent(system, { rewards })
      await inParallel(2, pairs, async i => {
        const [first, ...others] = await claimTogether(eventId, people[i] as Person, 'my key')
        expect(first).toMatchObject({ code: 'ok', body: { attempt: 1 } })
        for (const other of others) expect(other).toEqual(first)
      })
      await checkClaims(eventId, 0)
    })

    test(`of ${CALLERS} claims at once without a key one is accepted, and the others are told which`, async () => {
      const { eventId } = await makeEvent(system, { rewards })
      await inParallel(2, pairs, async i => {
        const answers = await claimTogether(eventId, people[i] as Person)
        const accepted = answers.filter(({ code }) => code === 'ok')
        expect(accepted).toHaveLength(1)
        const refused = answers.filter(({ code }) => code !== 'ok')
        const { claimId } = accepted[0]?.body ?? {}
        for (const each of refused) {
          expect(each).toMatchObject({ code: 'already_exists', reason: 'DUPLICATED_CLAIM' })
          expect(claimIn(each)).toMatchObject({ claimId, attempt: 1, userId: people[i]?.userId })
        }
      })
      await checkClaims(eventId, pairs * (CALLERS - 1))
    })
  })

  test('more claimers than units, in buckets, some of them rejected: never over stock, and all of it in the end', async () => {
    await simulate({ types: ['REWARD_TYPE_COUPON'], rejectPercent: 15, failPercent: 10, latencyMs: 20 })
    const { eventId, revision } = await makeEvent(system, { rewards: [points, coupon(10)] })
    // Each raise is a bucket of its own.
    const raise = async (stock: number, expectedRevision: number) =>
      ok(
        await system.call(
          'EventService/UpdateReward',
          { eventId, expectedRevision, reward: coupon(stock) },
          system.admin,
        ),
      ).event
    await raise(30, (await raise(20, revision)).revision)
    const samples = sampled(async () => {
      const buckets = await ofEvent(system.stored, 'buckets', eventId)
      const grants = (await ofEvent(system.stored, 'grants', eventId)).filter(isGrantedCoupon)
      for (const { holders, cap } of buckets) expect(holders.length).toBeLessThanOrEqual(cap)
      expect(new Set(grants.map(({ claimId }) => claimId)).size).toBe(grants.length)
      expect(grants.length).toBeLessThanOrEqual(30)
    })
    const endings: Record<string, number> = {}
    await inParallel(PEOPLE, PEOPLE, async i => {
      count(endings, await claimUntilDone(system.client(), eventId, people[i] as Person))
    })
    expect(endings).toEqual({ SUCCESS: 30, OUT_OF_STOCK: PEOPLE - 30 })
    await quiet(system, [eventId])
    expect(await samples.stop()).toBeGreaterThan(3)
    const buckets = await ofEvent(system.stored, 'buckets', eventId)
    expect(buckets.map(({ cap }) => cap)).toEqual([10, 10, 10])
    expect(holdersIn(buckets)).toEqual((await grantedCoupons(eventId)).map(({ claimId }) => claimId))
  }, 180_000)

  test('with every message four times, and a broker that is restarted and loses everything, each claim is granted once and stays so', async () => {
    const copier = startCopier(system.broker.url, 3)
    // One reward of a claim at each request: answers come in parts.
    await simulate({
      types: ['REWARD_TYPE_COUPON', 'REWARD_TYPE_BADGE', 'REWARD_TYPE_POINT'],
      grantsPerRequest: 1,
    })
    const rewards = [points, badge, coupon(1_000)]
    const events = await Promise.all([1, 2, 3].map(() => makeEvent(system, { rewards })))
    const eventIds = events.map(({ eventId }) => eventId as string)
    const samples = sampled(stays(eventIds))
    const claims = inParallel(10, PEOPLE * 3, async i => {
      const request = { eventId: eventIds[i % 3], idempotencyKey: 'key' }
      const { token } = people[Math.floor(i / 3)] as Person
      ok(await patiently(() => system.client().call('ClaimService/ClaimReward', request, token)))
      await sleep(Math.random() * 400)
    })
    for (const wiped of [true, false, true]) {
      await sleep(700)
      await system.broker.kill()
      if (wiped) await system.broker.wipe()
      await sleep(200)
      await system.broker.restart()
    }
    await claims
    await quiet(system, eventIds)
    await samples.stop()
    expect(copier.copies()).toBeGreaterThan(0)
    copier.stop()
    for (const eventId of eventIds) {
      const all = await ofEvent(system.stored, 'claims', eventId)
      expect(all).toHaveLength(PEOPLE)
      expect(all.every(({ state, isFullyGranted }) => state === 'SUCCESS' && isFullyGranted)).toBe(true)
      const grants = await ofEvent(system.stored, 'grants', eventId)
      expect(grants).toHaveLength(PEOPLE * 3)
      expect(grants.every(({ state }) => state === 'GRANTED')).toBe(true)
      const codes = grants.flatMap(({ effect }) => effect.codes)
      expect(new Set(codes).size).toBe(PEOPLE)
      const buckets = await ofEvent(system.stored, 'buckets', eventId)
      expect(holdersIn(buckets)).toEqual(all.map(({ id }) => id).toSorted())
    }
    await paidOnce(eventIds)
  }, 240_000)

  /** The simulated provider paid exactly what is granted. */
  const paidOnce = async (eventIds: readonly string[]) => {
    const grants = (await Promise.all(eventIds.map(id => ofEvent(system.stored, 'grants', id)))).flat()
    const books = await system.stored.all('reward', 'simulator_answers')
    const paid = books.filter(
      ({ id, state }) => state === 'GRANTED' && eventIds.some(each => id.startsWith(`${each}:`)),
    )
    const wanted = grants
      .filter(({ provider }) => provider === 'simulator')
      .map(({ id, generation }) => `${id}#${generation}`)
    expect(paid.map(({ id }) => id).toSorted()).toEqual(wanted.toSorted())
  }

  /** SUCCESS says exactly that all is granted, and is never taken back; nor is anything that was granted. */
  const stays = (eventIds: readonly string[]) => {
    const seen = new Map<string, Json>()
    return async () => {
      for (const claims of await Promise.all(eventIds.map(id => ofEvent(system.stored, 'claims', id))))
        for (const each of claims) {
          const isWhole = each.requested.every(({ rewardId }: Json) => rewardId in each.granted)
          expect(each.isFullyGranted).toBe(isWhole && each.state === 'SUCCESS')
          const before = seen.get(each.id)
          expect(each.granted).toMatchObject(before?.granted ?? {})
          if (before?.state === 'SUCCESS') expect(each.state).toBe('SUCCESS')
          seen.set(each.id, each)
        }
    }
  }

  const grantedCoupons = async (eventId: string) => {
    const grants = (await ofEvent(system.stored, 'grants', eventId)).filter(isGrantedCoupon)
    return grants.toSorted((a, b) => (a.claimId < b.claimId ? -1 : 1))
  }

  test('what was accepted is granted though one of everything is killed meanwhile', async () => {
    const rewards = [points, coupon(1_000)]
    const events = await Promise.all([1, 2, 3, 4].map(() => makeEvent(system, { rewards })))
    const eventIds = events.map(({ eventId }) => eventId as string)
    const accepted: string[] = []
    const client = system.client()
    const claims = inParallel(8, PEOPLE * 4, async i => {
      const request = { eventId: eventIds[i % 4], idempotencyKey: 'key' }
      const { token } = people[Math.floor(i / 4)] as Person
      const { claimId } = ok(await patiently(() => client.call('ClaimService/ClaimReward', request, token)))
      accepted.push(claimId)
      await sleep(Math.random() * 1_000)
    })
    const names = ['event', 'reward-2', 'auth', 'gateway-2', 'condition', 'event-2', 'reward', 'gateway']
    for (const name of names) {
      await sleep(300)
      await system.kill(name)
      await system.running.ready(name)
    }
    await claims
    expect(new Set(accepted).size).toBe(PEOPLE * 4)
    await quiet(system, eventIds)
    const all = (await Promise.all(eventIds.map(id => ofEvent(system.stored, 'claims', id)))).flat()
    expect(all).toHaveLength(accepted.length)
    expect(new Set(all.map(({ id }) => id))).toEqual(new Set(accepted))
    expect(all.every(({ state, attempt }) => state === 'SUCCESS' && attempt === 1)).toBe(true)
    const grants = (await Promise.all(eventIds.map(id => ofEvent(system.stored, 'grants', id)))).flat()
    expect(grants).toHaveLength(PEOPLE * 4 * 2)
    expect(grants.every(({ state }) => state === 'GRANTED')).toBe(true)
  }, 180_000)
}

const isGrantedCoupon = ({ state, reward }: Json) => state === 'GRANTED' && reward.rewardId === 'rwd_coupon'

/** Which claims hold a unit, once for each. */
function holdersIn(buckets: readonly Json[]): string[] {
  return buckets.flatMap(({ holders }) => holders.map((each: string) => each.split('#')[0])).toSorted()
}

/** The claim in the details of a refusal. */
function claimIn({ body }: Answer): Json {
  return body.details.find(({ type }: Json) => type === 'rewards.event.v1.Claim')?.debug
}

/** Looks again and again until stopped; gives how often, or throws what a look threw. */
function sampled(look: () => Promise<void>): { stop(): Promise<number> } {
  const stopping = new AbortController()
  let looks = 0
  const looking = (async () => {
    for (; !stopping.signal.aborted; await sleep(50)) {
      await look()
      looks++
    }
  })()
  looking.catch(() => undefined) // told by `stop`
  return {
    async stop() {
      stopping.abort()
      await looking
      return looks
    },
  }
}
