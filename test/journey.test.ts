import { mongoForTests } from '@rewards/mongodb/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { brokerForTests } from '../tools/broker/src/broker-for-tests.ts'
import { until } from '../tools/launcher/test/support.ts'
import type { Json } from './support/json-calls.ts'
import { inFiles, inMongo, type StoreOfSystem } from './support/stores-of-systems.ts'
import { closedClaim, makeEvent, ok, startTestSystem, type TestSystem } from './support/system.ts'

const mongo = await mongoForTests(process.env)
const broker = await brokerForTests(process.env)
afterAll(async () => {
  await broker.stop()
  await mongo.stop()
})

const threeRewards = [
  { rewardId: 'rwd_points', name: 'Points', point: { amount: 250 } },
  { rewardId: 'rwd_coupon', name: 'Coupons', coupon: { templateId: 'SPRING-10', count: 3 }, stock: 2 },
  { rewardId: 'rwd_badge', name: 'Badge', badge: { badgeId: 'early_bird' } },
]

for (const store of [inFiles, inMongo(mongo)])
  describe.skipIf(store.missing)(`on ${store.name} and ${broker.name}`, () => journey(store))

function journey(store: StoreOfSystem): void {
  let system: TestSystem
  beforeAll(async () => {
    await broker.clear()
    system = await startTestSystem({ env: { ...store.newPlace().env, NATS_URL: broker.url } })
  }, 120_000)
  afterAll(() => system?.[Symbol.asyncDispose]())

  it('a user meets the conditions, claims, is granted everything once, and sees it', async () => {
    const { call, admin } = system
    const [ann, service] = [await system.person(), await system.person(['ROLE_SERVICE'])]
    const { eventId } = await makeEvent(system, {
      conditions: [
        { conditionId: 'cnd_login', type: 'LOGIN_DAYS', operator: '>=', value: 1 },
        { conditionId: 'cnd_buy', type: 'PURCHASE_COUNT', operator: '>=', value: 2 },
      ],
      rewards: threeRewards,
    })

    const early = await call('ClaimService/ClaimReward', { eventId, idempotencyKey: 'early' }, ann.token)
    expect(early).toMatchObject({ code: 'failed_precondition', reason: 'CONDITION_NOT_MET' })
    const progress = ok(await call('ConditionService/GetProgress', { eventId }, ann.token))
    expect(progress.results).toMatchObject([
      { conditionId: 'cnd_login', met: true },
      { conditionId: 'cnd_buy', met: false, measured: 0, wanted: 2 },
    ])

    for (const factId of ['order 1', 'order 2']) {
      const activity = {
        source: 'shop',
        factId,
        userId: ann.userId,
        type: 'PURCHASE',
        occurredAt: new Date().toISOString(),
      }
      ok(await call('ConditionService/RecordActivity', { activity }, service.token))
    }
    const accepted = ok(await call('ClaimService/ClaimReward', { eventId, idempotencyKey: 'now' }, ann.token))
    expect(accepted).toMatchObject({ attempt: 1, state: 'CLAIM_STATE_REQUESTED' })
    const claim = await closedClaim(system, accepted.claimId, ann.token)
    expect(claim).toMatchObject({ state: 'CLAIM_STATE_SUCCESS', isFullyGranted: true, userId: ann.userId })
    expect(claim.grantedRewards).toHaveLength(3)
    expect(ok(await call('ClaimService/ClaimReward', { eventId, idempotencyKey: 'now' }, ann.token))).toEqual(
      accepted,
    )

    const balance = ok(await call('GrantService/GetMyBalance', {}, ann.token))
    expect(balance).toEqual({ points: '250', coupons: '3', badgeIds: ['early_bird'] })
    const { grants } = ok(await call('GrantService/ListMyGrants', {}, ann.token))
    const coupon = grants.find(({ reward }: Json) => reward.rewardId === 'rwd_coupon')
    expect(new Set(coupon.couponCodes).size).toBe(3)

    const { entries } = ok(await call('ClaimService/GetClaimHistory', { eventId }, ann.token))
    expect(entries.map((entry: object) => Object.keys(entry)[0])).toEqual(['attempt', 'refusal'])
    expect(entries[0].attempt).toMatchObject({
      attempt: 1,
      state: 'CLAIM_STATE_SUCCESS',
      idempotencyKey: 'now',
    })
    expect(entries[1].refusal).toMatchObject({
      reason: 'CLAIM_REASON_CONDITION_NOT_MET',
      idempotencyKey: 'early',
    })
    const auditor = await system.person(['ROLE_AUDITOR'])
    const seen = ok(await call('ClaimService/ListClaims', { eventId }, auditor.token))
    expect(seen.claims).toEqual([claim])
    expect(
      ok(await call('GrantService/ListGrants', { userId: ann.userId }, auditor.token)).grants,
    ).toHaveLength(3)
    expect(ok(await call('EventService/GetEvent', { eventId }, admin)).event.claimable).toBe(true)
  })

  it('a sign-in counts for the claim that follows it at once', async () => {
    const conditions = [{ conditionId: 'cnd_login', type: 'LOGIN_DAYS', operator: '==', value: 1 }]
    const { eventId } = await makeEvent(system, { conditions })
    for (let i = 0; i < 5; i++) {
      const { token } = await system.person()
      ok(await system.call('ClaimService/ClaimReward', { eventId }, token))
    }
  })

  it('of five who want the last two coupons two get them, and nobody else gets anything of that event', async () => {
    const { eventId } = await makeEvent(system, { rewards: threeRewards })
    const people = await Promise.all([1, 2, 3, 4, 5].map(() => system.person()))
    const endings = await Promise.all(
      people.map(async ({ token }) => {
        let answer = await system.call('ClaimService/ClaimReward', { eventId, idempotencyKey: 'k' }, token)
        await until('the answer is final', async () => {
          if (answer.code !== 'unavailable') return true
          answer = await system.call('ClaimService/ClaimReward', { eventId, idempotencyKey: 'k' }, token)
          return false
        })
        if (answer.code === 'ok') await closedClaim(system, answer.body.claimId, token)
        const { points = '0' } = ok(await system.call('GrantService/GetMyBalance', {}, token))
        return `${answer.reason || 'OK'} ${points}`
      }),
    )
    expect(endings.toSorted((a, b) => a.localeCompare(b))).toEqual([
      'OK 250',
      'OK 250',
      'OUT_OF_STOCK 0',
      'OUT_OF_STOCK 0',
      'OUT_OF_STOCK 0',
    ])
  })

  it('a claim whose reward is rejected fails, and an operator’s retry grants the rest once the provider has healed', async () => {
    const { call, admin } = system
    const { eventId } = await makeEvent(system, { rewards: threeRewards.filter(({ stock }) => !stock) })
    const operator = await system.person(['ROLE_OPERATOR'])
    const simulate = async (simulation: Json) =>
      ok(await call('SimulatorService/SetSimulation', { simulation }, admin))
    let ann = await system.person()
    let claim: Json

    await simulate({ types: ['REWARD_TYPE_BADGE'], rejectPercent: 100 })
    // What is set is seen within a second; who is granted all until then is not looked at further.
    await until('a badge is rejected', async () => {
      ann = await system.person()
      const { claimId } = ok(await call('ClaimService/ClaimReward', { eventId }, ann.token))
      claim = await closedClaim(system, claimId, ann.token)
      return claim.state === 'CLAIM_STATE_FAILED'
    })
    expect(claim).toMatchObject({ reason: 'CLAIM_REASON_GRANT_FAILED', isFullyGranted: false })
    expect(claim.grantedRewards).toEqual([{ rewardId: 'rwd_points', generation: 1 }])

    await simulate({})
    await until('the badge is granted', async () => {
      const { claimId, attempt: failedAttempt } = claim
      ok(await call('ClaimService/RetryClaim', { claimId, failedAttempt }, operator.token))
      claim = await closedClaim(system, claimId, ann.token)
      return claim.state === 'CLAIM_STATE_SUCCESS'
    })
    const balance = ok(await call('GrantService/GetMyBalance', {}, ann.token))
    expect(balance).toEqual({ points: '250', coupons: '0', badgeIds: ['early_bird'] })
    const { entries } = ok(await call('ClaimService/GetClaimHistory', { eventId }, ann.token))
    expect(entries.at(-1).attempt.requestedBy).toBe(ann.userId)
    for (const { attempt } of entries.slice(0, -1)) expect(attempt.requestedBy).toBe(operator.userId)
  })
}
