import type { MessageInitShape } from '@bufbuild/protobuf'
import { timestampFromMs } from '@bufbuild/protobuf/wkt'
import { RewardType, type SimulationSchema } from '@rewards/contracts/reward'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refusal, wrongFields } from './builders.ts'
import { type Running, runReward } from './running-reward.ts'

let on: Running
let off: Running
beforeAll(async () => {
  on = await runReward()
  off = await runReward({ simulator: false })
})
afterAll(async () => {
  await on.close()
  await off.close()
})

async function set(simulation: MessageInitShape<typeof SimulationSchema> | undefined, running = on) {
  const request = simulation === undefined ? {} : { simulation }
  return running.simulator.setSimulation(request, await running.as('ADMIN'))
}

const get = async (running = on) => running.simulator.getSimulation({}, await running.as('ADMIN'))

const NOTHING = { types: [], latencyMs: 0, rejectPercent: 0, failPercent: 0, grantsPerRequest: 0 }

describe('the simulation', () => {
  it('grants nothing through the simulator until it is set', async () => {
    expect((await get()).simulation).toMatchObject(NOTHING)
  })

  it('is what was set last, as a whole', async () => {
    const whole = {
      types: [RewardType.BADGE, RewardType.POINT],
      latencyMs: 60_000,
      failingUntil: timestampFromMs(1_800_000_000_123),
      rejectPercent: 100,
      failPercent: 1,
      grantsPerRequest: 20,
    }
    expect((await set(whole)).simulation).toMatchObject(whole)
    expect((await get()).simulation).toMatchObject(whole)
    await set({ failPercent: 7 })
    expect((await get()).simulation).toMatchObject({ ...NOTHING, failPercent: 7 })
    expect((await get()).simulation?.failingUntil).toBeUndefined()
  })

  it('takes a type that is named twice once', async () => {
    const { simulation } = await set({ types: [RewardType.POINT, RewardType.POINT] })
    expect(simulation?.types).toEqual([RewardType.POINT])
  })

  it.each<[string, Parameters<typeof set>[0], string[]]>([
    ['none', undefined, ['simulation is missing; allowed is a simulation, which may be empty']],
    [
      'types that are none',
      { types: [RewardType.POINT, RewardType.UNSPECIFIED, 9 as RewardType] },
      [1, 2].map(at => `simulation.types[${at}] is no type; allowed is one of POINT, COUPON, BADGE`),
    ],
    [
      'numbers out of range, all named at once',
      { latencyMs: 60_001, rejectPercent: 101, failPercent: -1, grantsPerRequest: 21 },
      [
        'simulation.latency_ms is 60001; allowed is 0 to 60000',
        'simulation.reject_percent is 101; allowed is 0 to 100',
        'simulation.fail_percent is -1; allowed is 0 to 100',
        'simulation.grants_per_request is 21; allowed is 0 to 20',
      ],
    ],
    [
      'a time that is none',
      { failingUntil: { seconds: 2n ** 62n } },
      ['simulation.failing_until is no time; allowed is any time'],
    ],
  ])('is refused, and stays as it was: %s', async (_title, simulation, problems) => {
    await set({ latencyMs: 5 })
    expect(await wrongFields(set(simulation))).toEqual(problems)
    expect((await get()).simulation).toMatchObject({ ...NOTHING, latencyMs: 5 })
  })
})

describe('a service without a simulator', () => {
  it('says so, whatever is asked', async () => {
    const simulatorOff = { kind: 'failed_precondition', reason: 'SIMULATOR_OFF' }
    expect(await refusal(get(off))).toMatchObject(simulatorOff)
    expect(await refusal(set({ types: [RewardType.POINT] }, off))).toMatchObject(simulatorOff)
    expect(await refusal(set({ latencyMs: -1 }, off))).toMatchObject(simulatorOff)
  })
})
