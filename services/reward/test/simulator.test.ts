import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ProviderAnswer, Providers } from '../src/application/providers.ts'
import { SIMULATION_ID } from '../src/application/simulator.ts'
import { NO_SIMULATION, type Simulation } from '../src/domain/simulation.ts'
import { newCouponCode } from '../src/infrastructure/providers/coupon-codes.ts'
import { currentSimulation } from '../src/infrastructure/providers/current-simulation.ts'
import { createProviders } from '../src/infrastructure/providers/providers.ts'
import { collections } from '../src/infrastructure/store/collections.ts'
import { ALL, COUPONS, POINTS, request } from './builders.ts'
import { type GrantWorld, grantWorld, ledgerAlone, type Replica, storedGrant } from './grant-world.ts'

const EVERY: Simulation = { ...NO_SIMULATION, types: ['POINT', 'COUPON', 'BADGE'] }

let world: GrantWorld
/** A process whose store the others' simulators use too. */
let books: Replica
beforeAll(async () => {
  world = await grantWorld()
  books = await world.replica()
})
afterAll(() => world.close())

interface Surroundings {
  /** Set while a test runs. */
  settings: Simulation
  nowMs?: number
  roll?: number
  stopping?: AbortSignal
}

function simulated(surroundings: Surroundings, { store } = books): Providers {
  return createProviders({
    newCode: newCouponCode,
    outside: undefined,
    simulator: {
      simulation: async () => surroundings.settings,
      answers: store.collection<ProviderAnswer>(collections.simulatorAnswers),
      now: () => surroundings.nowMs ?? 0,
      random: () => surroundings.roll ?? 0.5,
      stopping: surroundings.stopping ?? new AbortController().signal,
    },
  })
}

const CALLED = {
  grantId: 'claim:rwd_a',
  claimId: 'claim',
  eventId: 'evt_a',
  userId: 'usr_ann',
  reward: COUPONS,
} as const

function called(providers: Providers, key: string, position = 0): Promise<ProviderAnswer> {
  const provider = providers.byName.get('simulator')
  if (provider?.kind !== 'final per key') throw new Error('there is no simulator')
  return provider.call({ ...CALLED, key, position })
}

const shown = (answer: ProviderAnswer) =>
  answer.state === 'GRANTED' ? answer.effect.codes.join() : answer.reason

describe('the simulator', () => {
  it('takes the types that it is set to take; the ledger takes the rest', async () => {
    const providers = simulated({ settings: { ...NO_SIMULATION, types: ['COUPON'] } })
    const routes = await Promise.all(ALL.map(({ type }) => providers.route(type)))
    expect(routes).toEqual(['ledger', 'simulator', 'ledger'])
  })

  it('gives one answer for a key to any number of calls of any number of processes', async () => {
    const other = await world.replica()
    const both = [simulated({ settings: EVERY }), simulated({ settings: EVERY }, other)] as const
    const calls = Array.from({ length: 64 }, (_, n) => called(both[n % 2 ? 0 : 1], 'claim:rwd_a#1'))
    const answers = await Promise.all(calls)
    expect(new Set(answers.map(shown)).size).toBe(1)
    expect(answers[0]).toMatchObject({ state: 'GRANTED', effect: { reference: 'claim:rwd_a#1' } })
  })

  it('keeps its answer for a key when it is set to behave otherwise', async () => {
    const surroundings = { settings: EVERY }
    const providers = simulated(surroundings)
    const granted = await called(providers, 'claim:rwd_b#1')
    surroundings.settings = { ...EVERY, rejectPercent: 100, grantsPerRequest: 1 }
    expect(await called(providers, 'claim:rwd_b#1', 5)).toEqual(granted)
    const rejected = await called(providers, 'claim:rwd_b#2')
    expect(rejected).toEqual({ state: 'REJECTED', reason: 'SIMULATED_REJECTION' })
    surroundings.settings = EVERY
    expect(await called(simulated(surroundings, await world.replica()), 'claim:rwd_b#2')).toEqual(rejected)
  })

  it('answers nobody until its time, and then as if nothing had been', async () => {
    const surroundings = { settings: { ...EVERY, failingUntilMs: 5_000 }, nowMs: 4_999 }
    const providers = simulated(surroundings)
    await expect(called(providers, 'claim:rwd_c#1')).rejects.toThrow('the simulator is down')
    surroundings.nowMs = 5_000
    expect((await called(providers, 'claim:rwd_c#1')).state).toBe('GRANTED')
    surroundings.nowMs = 4_999
    await expect(called(providers, 'claim:rwd_c#1')).rejects.toThrow('the simulator is down')
  })

  it('fails by chance, and pays nothing then', async () => {
    const surroundings = { settings: { ...EVERY, failPercent: 20 }, roll: 0.19 }
    const providers = simulated(surroundings)
    await expect(called(providers, 'claim:rwd_d#1')).rejects.toThrow('the simulator failed by chance')
    const answers = books.store.collection(collections.simulatorAnswers)
    expect(await answers.get('claim:rwd_d#1')).toBeUndefined()
    surroundings.roll = 0.2
    expect((await called(providers, 'claim:rwd_d#1')).state).toBe('GRANTED')
  })

  it('grants so many rewards of a claim at each request, until all are there', async () => {
    const replica = await world.replica(simulated({ settings: { ...EVERY, grantsPerRequest: 2 } }))
    const asked = request()
    for (const granted of [2, 3]) {
      await replica.grant(asked)
      expect(replica.answers.at(-1)?.answer).toMatchObject({ type: 'granted' })
      expect(replica.answers.at(-1)?.answer.outcomes).toHaveLength(granted)
    }
  })

  it('stops waiting when the service stops', async () => {
    const stop = new AbortController()
    const settings = { ...EVERY, latencyMs: 60_000 }
    const call = called(simulated({ settings, stopping: stop.signal }), 'claim:rwd_e#1')
    stop.abort()
    await expect(call).rejects.toMatchObject({ name: 'AbortError' })
  })

  it('leaves pending what it was asked for before it was turned off, and grants it when it is on again', async () => {
    const surroundings = { settings: { ...EVERY, failPercent: 100 } }
    const on = await world.replica(simulated(surroundings))
    const asked = request({ rewards: [POINTS] })
    await on.grant(asked)
    const off = await world.replica(ledgerAlone())
    await off.grant(asked)
    expect(off.answers).toEqual([])
    surroundings.settings = EVERY
    await on.grant(asked)
    expect(on.answers.at(-1)?.answer.type).toBe('granted')
    expect((await storedGrant(on, asked, POINTS))?.value.provider).toBe('simulator')
  })
})

describe('the settings', () => {
  it('are followed within a second by every process, and read again only then', async () => {
    const simulations = books.store.collection<Simulation>(collections.simulation)
    let nowMs = 10_000
    const read = currentSimulation(simulations, () => nowMs)
    expect(await read()).toEqual(NO_SIMULATION)
    await simulations.update(SIMULATION_ID, () => EVERY)
    nowMs += 100
    expect(await read()).toEqual(NO_SIMULATION)
    nowMs += 900
    expect(await read()).toEqual(EVERY)
  })

  it('are followed too when the clock is set back', async () => {
    const simulations = books.store.collection<Simulation>(collections.simulation)
    let nowMs = 7_200_000
    const read = currentSimulation(simulations, () => nowMs)
    await read()
    await simulations.update(SIMULATION_ID, () => ({ ...EVERY, latencyMs: 7 }))
    nowMs -= 3_600_000
    expect(await read()).toMatchObject({ latencyMs: 7 })
  })

  it('that cannot be read are read again at the next call', async () => {
    const answers = [() => Promise.reject(new Error('down')), () => Promise.resolve(undefined)]
    const get = () => answers.shift()?.() ?? Promise.reject(new Error('asked too often'))
    const simulations = { ...books.store.collection<Simulation>(collections.simulation), get }
    const read = currentSimulation(simulations, () => 0)
    await expect(read()).rejects.toThrow('down')
    expect(await read()).toEqual(NO_SIMULATION)
    expect(await read()).toEqual(NO_SIMULATION)
  })
})
