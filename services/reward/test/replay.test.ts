import { toBinary } from '@bufbuild/protobuf'
import { ClaimRequestedSchema } from '@rewards/contracts/reward'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { message, refusal, request } from './builders.ts'
import { type Running, runReward } from './running-reward.ts'
import { type Seeded, seededStore } from './seeded.ts'

let seeded: Seeded
let reward: Running
let admin: { token: string }

beforeAll(async () => {
  seeded = await seededStore()
  reward = await runReward({ overrides: { store: seeded.store } })
  admin = await reward.as('ADMIN', 'usr_root')
})
afterAll(async () => {
  await reward.close()
  await seeded.remove()
})

/** A good request that failed ten times, while something was down. */
async function givenUp(userId: string): Promise<string> {
  const asked = request({ userId })
  await seeded.deadLetters.record({
    consumer: 'reward_claim_requested',
    document: asked.claimId,
    subject: 'reward.claim.requested',
    type: ClaimRequestedSchema.typeName,
    payload: toBinary(ClaimRequestedSchema, message(asked)),
    error: new Error('the store does not answer'),
  })
  const { deadLetters } = await reward.deadLetters.listDeadLetters({}, admin)
  return deadLetters[0]?.deadLetterId ?? ''
}

const pointsOf = async (userId: string) =>
  (await reward.grants.getMyBalance({}, await reward.as('USER', userId))).points

describe('a replay', () => {
  it('grants what was given up, without a broker, and the dead letter is gone', async () => {
    const deadLetterId = await givenUp('usr_replayed')
    await reward.deadLetters.replayDeadLetter({ deadLetterId }, admin)
    expect(await pointsOf('usr_replayed')).toBe(100n)
    expect((await reward.deadLetters.listDeadLetters({}, admin)).deadLetters).toEqual([])
    const call = reward.deadLetters.getDeadLetter({ deadLetterId }, admin)
    expect(await refusal(call)).toMatchObject({ kind: 'not_found', reason: 'DEAD_LETTER_NOT_FOUND' })
  })

  it('made again, or by many at once, succeeds and grants once', async () => {
    const deadLetterId = await givenUp('usr_often')
    const replay = () => reward.deadLetters.replayDeadLetter({ deadLetterId }, admin)
    await Promise.all(Array.from({ length: 16 }, replay))
    await replay()
    expect(await pointsOf('usr_often')).toBe(100n)
  })
})
