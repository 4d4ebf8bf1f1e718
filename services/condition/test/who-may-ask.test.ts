import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { activity, condition, MAY, refusal } from './builders.ts'
import { startWorld, type World } from './world.ts'

let world: World

beforeAll(async () => {
  world = await startWorld()
  const caller = await world.asService()
  await world.client.recordActivity({ activity: activity({ userId: 'usr_ann' }) }, caller)
})
afterAll(() => world.close())

async function evaluateAs(role: string, userId: string) {
  const token = await world.auth.token('usr_ben', role)
  return world.client.evaluateConditions({ userId, conditions: [condition()], window: MAY }, { token })
}

describe("another user's conditions", () => {
  it.each(['SERVICE', 'OPERATOR', 'ADMIN'])('are evaluated for a caller who is %s', async role => {
    expect((await evaluateAs(role, 'usr_ann')).met).toBe(true)
    expect((await evaluateAs(role, '')).met).toBe(false)
  })

  it.each(['USER', 'AUDITOR'])('are refused to a caller who is %s', async role => {
    expect(await refusal(evaluateAs(role, 'usr_ann'))).toMatchObject({
      kind: 'permission_denied',
      reason: 'PERMISSION_DENIED',
      metadata: { permission: 'condition.evaluate' },
    })
  })

  it('are refused before anything else is said of the request', async () => {
    const call = world.client.evaluateConditions({ userId: 'usr_ann' }, await world.as('usr_ben'))
    expect(await refusal(call)).toMatchObject({ kind: 'permission_denied' })
  })

  it('are not those of a caller who names themselves', async () => {
    expect((await evaluateAs('USER', 'usr_ben')).met).toBe(false)
  })

  it.each(['ann', 'usr_', 'usr_Ann', `usr_${'a'.repeat(40)}`])(
    'need a user id, which %j is not',
    async userId => {
      expect((await refusal(evaluateAs('SERVICE', userId))).violations).toMatchObject([{ field: 'user_id' }])
    },
  )
})

describe('recording', () => {
  it.each(['USER', 'OPERATOR', 'AUDITOR'])('is refused to a caller who is %s', async role => {
    const caller = { token: await world.auth.token('usr_ben', role) }
    const single = world.client.recordActivity({ activity: activity({ userId: 'usr_ben' }) }, caller)
    expect(await refusal(single)).toMatchObject({ kind: 'permission_denied' })
    const batch = world.client.recordActivities({ activities: [activity({ userId: 'usr_ben' })] }, caller)
    expect(await refusal(batch)).toMatchObject({ kind: 'permission_denied' })
    expect((await evaluateAs('USER', '')).met).toBe(false)
  })
})

describe('a caller without a token', () => {
  it.each([
    'listConditionTypes',
    'validateConditions',
    'evaluateConditions',
    'getProgress',
    'recordActivity',
    'recordActivities',
  ] as const)('may not call %s', async method => {
    expect(await refusal(world.client[method]({}))).toMatchObject({ kind: 'unauthenticated' })
  })
})
