import type { MessageInitShape } from '@bufbuild/protobuf'
import { type BrokerForTests, brokerForTests } from '@rewards/broker/for-tests'
import { OutcomeState, RewardType, type SimulationSchema } from '@rewards/contracts/reward'
import { createLogger, newTraceparent, traceIdOf, withLogContext } from '@rewards/process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ALL, COUPONS, message, POINTS, request } from './builders.ts'
import { type EventSide, eventSide, until } from './event-side.ts'
import { type Running, runReward } from './running-reward.ts'

let broker: BrokerForTests
let reward: Running
let side: EventSide
let admin: { token: string }
let aheadMs = 0
const lines: string[] = []

beforeAll(async () => {
  broker = await brokerForTests(process.env)
  const logger = createLogger({ service: 'reward', level: 'info' }, { write: line => void lines.push(line) })
  reward = await runReward({ natsUrl: broker.url, logger, overrides: { now: () => Date.now() + aheadMs } })
  side = await eventSide(broker.url)
  await side.ready()
  admin = await reward.as('ADMIN', 'usr_root')
})
afterAll(async () => {
  await side.close()
  await reward.close()
  await broker.stop()
})

/** Sets how the simulator behaves, and lets the second pass in which the service may not have noticed. */
async function simulate(simulation: MessageInitShape<typeof SimulationSchema>): Promise<void> {
  await reward.simulator.setSimulation({ simulation }, admin)
  aheadMs += 1_000
}

async function answersOf(claimId: string, count: number) {
  await until('the answers', () => side.heardOf(claimId).length >= count)
  return side.heardOf(claimId)
}

const grantsOf = async (claimId: string) => (await reward.grants.listGrants({ claimId }, admin)).grants

describe('a request', () => {
  it('is granted and answered', async () => {
    const asked = message(request())
    side.ask(asked)
    const [answer] = await answersOf(asked.claimId, 1)
    const granted = { state: OutcomeState.GRANTED, generation: 1, reason: '' }
    expect(answer).toMatchObject({ type: 'granted', attempt: 1 })
    expect(answer?.outcomes).toMatchObject(ALL.map(({ rewardId }) => ({ rewardId, ...granted })))
    expect(await grantsOf(asked.claimId)).toHaveLength(3)
  })

  it('made twice within a moment is answered twice, alike', async () => {
    const asked = message(request())
    side.ask(asked)
    side.ask(asked)
    const [first, second] = await answersOf(asked.claimId, 2)
    expect(second?.outcomes).toEqual(first?.outcomes)
  })

  it('delivered one to five times, shuffled with others, has one effect', async () => {
    const users = Array.from({ length: 40 }, (_, n) => `usr_many_${n}`)
    const asked = users.map(userId => message(request({ userId, rewards: [POINTS, COUPONS] })))
    const all = asked.flatMap((each, n) => Array.from({ length: 1 + (n % 5) }, () => each))
    // 37 and 120 have no common divisor: each once, in another order.
    for (const at of all.keys()) side.ask(all[(at * 37) % all.length] as (typeof all)[number])
    for (const [n, { claimId }] of asked.entries())
      expect(await answersOf(claimId, 1 + (n % 5))).toBeDefined()
    for (const userId of users) {
      const { points, coupons } = await reward.grants.getMyBalance({}, await reward.as('USER', userId))
      expect([points, coupons]).toEqual([100n, 3n])
    }
  })

  it('goes on in the trace that it came with, and the log names its claim', async () => {
    await simulate({ types: [RewardType.POINT], failPercent: 100 })
    const asked = message(request({ rewards: [POINTS, COUPONS] }))
    const traceparent = newTraceparent()
    withLogContext({ traceparent }, () => side.ask(asked))
    const [answer] = await answersOf(asked.claimId, 1)
    await simulate({})
    expect(traceIdOf(answer?.traceparent ?? '')).toBe(traceIdOf(traceparent))
    expect(answer?.traceparent).not.toBe(traceparent)
    const line = JSON.parse(lines.find(each => each.includes(asked.claimId)) ?? '{}')
    expect(line).toMatchObject({
      level: 'warn',
      claimId: asked.claimId,
      traceId: traceIdOf(traceparent),
      provider: 'simulator',
      msg: 'the provider gave no answer, the grant stays pending',
    })
  })
})

describe('a rejected reward', () => {
  it('fails the claim with every outcome; the next attempt grants what is missing', async () => {
    await simulate({ types: [RewardType.COUPON], rejectPercent: 100 })
    const asked = request({ rewards: [POINTS, COUPONS] })
    side.ask(message(asked))
    const [failed] = await answersOf(asked.claimId, 1)
    expect(failed).toMatchObject({ type: 'failed', attempt: 1 })
    expect(failed?.outcomes).toMatchObject([
      { rewardId: 'rwd_points', state: OutcomeState.GRANTED, reason: '' },
      { rewardId: 'rwd_coupons', state: OutcomeState.REJECTED, generation: 1, reason: 'SIMULATED_REJECTION' },
    ])
    await simulate({})
    side.ask(message({ ...asked, attempt: 2 }))
    const [, granted] = await answersOf(asked.claimId, 2)
    expect(granted).toMatchObject({ type: 'granted', attempt: 2 })
    expect(granted?.outcomes.map(({ generation }) => generation)).toEqual([1, 2])
    expect(await grantsOf(asked.claimId)).toHaveLength(2)
  })
})

describe('a provider that fails for a while', () => {
  it('leaves the claim unanswered; it is granted once when asked again later', async () => {
    await simulate({ types: [RewardType.BADGE, RewardType.COUPON, RewardType.POINT], failPercent: 100 })
    const asked = request()
    side.ask(message(asked))
    await until('a pending grant', async () => (await grantsOf(asked.claimId)).length === 3)
    await simulate({ types: [], grantsPerRequest: 2 })
    side.ask(message(asked))
    expect((await answersOf(asked.claimId, 1))[0]?.outcomes).toHaveLength(2)
    side.ask(message(asked))
    expect((await answersOf(asked.claimId, 2))[1]?.outcomes).toHaveLength(3)
    expect((await grantsOf(asked.claimId)).map(({ provider }) => provider)).toEqual(
      Array.from({ length: 3 }, () => 'simulator'),
    )
    await simulate({})
  })
})
