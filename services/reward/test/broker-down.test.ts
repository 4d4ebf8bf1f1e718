import { anyTestServer, startTestBroker, type TestBroker } from '@rewards/broker/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { message, POINTS, request } from './builders.ts'
import { type EventSide, eventSide } from './event-side.ts'
import { type Running, runReward } from './running-reward.ts'

let broker: TestBroker
let reward: Running
let side: EventSide

beforeAll(async () => {
  broker = await startTestBroker(await anyTestServer())
  await broker.kill()
  reward = await runReward({ natsUrl: broker.url })
  side = await eventSide(broker.url)
})
afterAll(async () => {
  await side.close()
  await reward.close()
  await broker.close()
})

const claims = (count: number, userId: string) =>
  Array.from({ length: count }, () => message(request({ userId, rewards: [POINTS] })))

async function pointsOf(userId: string): Promise<bigint | undefined> {
  return (await reward.grants.getMyBalance({}, await reward.as('USER', userId))).points
}

describe('a broker that is down', { timeout: 60_000 }, () => {
  it('keeps the service neither from starting nor from answering calls', async () => {
    expect(await pointsOf('usr_calm')).toBe(0n)
  })

  it('costs time alone: what is asked again once it is there is granted once', async () => {
    const asked = claims(20, 'usr_early')
    asked.forEach(side.ask)
    await broker.restart()
    await side.askUntilAnswered(asked)
    expect(await pointsOf('usr_early')).toBe(2_000n)
  })

  it('and loses everything: what is asked again is answered again, and granted once', async () => {
    const asked = claims(20, 'usr_wiped')
    asked.forEach(side.ask)
    await broker.kill()
    await broker.wipe()
    await broker.restart()
    await side.askUntilAnswered(asked)
    expect(await pointsOf('usr_wiped')).toBe(2_000n)
  })
})
