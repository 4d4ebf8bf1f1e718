import { ClaimReason, ClaimState, EventStatus } from '@rewards/contracts/event'
import type { RewardsError } from '@rewards/errors'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { ending, times } from './claim-answers.ts'
import { until } from './claim-until.ts'
import {
  activeEvent,
  type ClaimWorld,
  claimWorld,
  conditional,
  type EventProcess,
  idOf,
  points,
} from './claim-world.ts'
import { refusalOf } from './event-world.ts'

let world: ClaimWorld
let here: EventProcess
let operator: { token: string }
beforeAll(async () => {
  world = await claimWorld()
  here = await world.start()
  operator = await world.auth.caller('usr_operator', 'OPERATOR')
})
afterAll(() => world.close())
beforeEach(() => {
  world.rewards.script = () => 'grant'
  world.conditions.script.met = true
})

const claim = async (eventId: string, userId = 'usr_ann') =>
  ending(here.claims.claimReward({ eventId }, await world.auth.caller(userId)))

const retry = (claimId: string, failedAttempt: number, by = operator) =>
  here.claims.retryClaim({ claimId, failedAttempt }, by)

const refused = (call: Promise<unknown>): Promise<RewardsError> => refusalOf(call)

const becomes = async (claimId: string, state: string, attempt = 1) => {
  await until(`attempt ${attempt} is ${state}`, async () => {
    const { value } = await world.stored.claim(claimId)
    return value.attempt === attempt && value.state === state
  })
  return (await world.stored.claim(claimId)).value
}

/** A claim of three rewards of which the last was rejected. */
async function failedClaim(changes = {}): Promise<string> {
  const rewards = [points('rwd_a'), points('rwd_b'), points('rwd_c')]
  const eventId = await activeEvent(world, here, { rewards, ...changes })
  world.rewards.script = (_, rewardId) => (rewardId === 'rwd_c' ? 'reject' : 'grant')
  await claim(eventId)
  const id = idOf(eventId, 'usr_ann')
  await becomes(id, 'FAILED')
  world.rewards.script = () => 'grant'
  return id
}

test('a claim whose reward was rejected fails, says why, and keeps what was granted', async () => {
  const claimId = await failedClaim()
  const { claim: shown } = await here.claims.getClaim({ claimId }, await world.auth.caller('usr_ann'))
  expect(shown).toMatchObject({
    state: ClaimState.FAILED,
    reason: ClaimReason.GRANT_FAILED,
    isFullyGranted: false,
    attempt: 1,
  })
  expect(shown?.grantedRewards.map(({ rewardId }) => rewardId)).toEqual(['rwd_a', 'rwd_b'])
})

test('who claims again after a failure is granted the rest, and nothing twice', async () => {
  const claimId = await failedClaim()
  const again = await claim(claimId.split(':')[0] as string)
  expect(again.accepted).toMatchObject({ claimId, attempt: 2 })
  const { granted, isFullyGranted } = await becomes(claimId, 'SUCCESS', 2)
  expect({ granted, isFullyGranted }).toEqual({
    granted: { rwd_a: 1, rwd_b: 1, rwd_c: 2 },
    isFullyGranted: true,
  })
  for (const rewardId of ['rwd_a', 'rwd_b', 'rwd_c'])
    expect(world.rewards.effects.get(`${claimId}:${rewardId}`), rewardId).toBe(1)
})

test('a second attempt of which part is granted takes no second unit of that part', async () => {
  const rewards = [points('rwd_a', { stock: 5 }), points('rwd_b', { stock: 5 }), points('rwd_c')]
  const claimId = await failedClaim({ rewards })
  const eventId = claimId.split(':')[0] as string
  await claim(eventId)
  await becomes(claimId, 'SUCCESS', 2)
  expect(await world.stored.holders(eventId, 'rwd_a')).toEqual([`${claimId}#1`])
  expect(await world.stored.holders(eventId, 'rwd_b')).toEqual([`${claimId}#1`])
})

test('an operator retries with what was asked for then: neither the event nor its conditions are asked', async () => {
  const claimId = await failedClaim(conditional)
  const eventId = claimId.split(':')[0] as string
  const change = async (work: (expectedRevision: number) => Promise<unknown>) => {
    const { event } = await here.events.getEvent({ eventId }, operator)
    await work(event?.revision ?? 0)
  }
  await change(expectedRevision =>
    here.events.removeReward({ eventId, expectedRevision, rewardId: 'rwd_c' }, operator),
  )
  const reward = points('rwd_b', { name: 'More', kind: { case: 'point', value: { amount: 99n } } })
  await change(expectedRevision => here.events.updateReward({ eventId, expectedRevision, reward }, operator))
  const status = EventStatus.CANCELED
  await change(expectedRevision =>
    here.events.changeEventStatus({ eventId, expectedRevision, status }, operator),
  )
  world.conditions.script.met = false
  const evaluated = world.conditions.script.asked.length

  const answer = await retry(claimId, 1)
  expect(answer.claim).toMatchObject({ claimId, attempt: 2, eventRevision: 2 })
  await becomes(claimId, 'SUCCESS', 2)
  const ask = world.rewards.asksFor(claimId).at(-1)
  expect(ask?.rewards.map(({ rewardId, amount }) => [rewardId, amount])).toEqual([
    ['rwd_a', 10n],
    ['rwd_b', 10n],
    ['rwd_c', 10n],
  ])
  expect(world.conditions.script.asked.length).toBe(evaluated)
  const { attempts } = (await world.stored.claim(claimId)).value
  expect(attempts.map(({ no, by }) => [no, by])).toEqual([
    [1, 'usr_ann'],
    [2, 'usr_operator'],
  ])
})

test('a retry may be repeated, many times at once, and opens one attempt', async () => {
  const claimId = await failedClaim()
  const answers = await Promise.all(times(16, () => retry(claimId, 1)))
  expect(answers.map(answer => answer.claim?.attempt)).toEqual(Array(16).fill(2))
  await becomes(claimId, 'SUCCESS', 2)
  expect((await retry(claimId, 1)).claim).toMatchObject({ attempt: 2, state: ClaimState.SUCCESS })
  expect((await world.stored.claim(claimId)).value.attempts).toHaveLength(2)
})

test('a retry of one’s own claim may be repeated too', async () => {
  const eventId = await activeEvent(world, here)
  world.rewards.script = () => 'reject'
  await here.claims.claimReward({ eventId }, operator)
  const claimId = idOf(eventId, 'usr_operator')
  await becomes(claimId, 'FAILED')
  world.rewards.script = () => 'none'
  expect((await retry(claimId, 1)).claim?.attempt).toBe(2)
  expect((await retry(claimId, 1)).claim?.attempt).toBe(2)
})

test('of two operators who retry at once, one is told that the other was first', async () => {
  const claimId = await failedClaim()
  const others = await Promise.all(times(8, i => world.auth.caller(`usr_op_${i}`, 'OPERATOR')))
  const answers = await Promise.allSettled(others.map(other => retry(claimId, 1, other)))
  const opened = answers.filter(({ status }) => status === 'fulfilled')
  expect(opened).toHaveLength(1)
  for (const answer of answers)
    if (answer.status === 'rejected')
      expect(answer.reason).toMatchObject({ kind: 'aborted', reason: 'ATTEMPT_MISMATCH' })
})

test('what cannot be retried is refused with its reason', async () => {
  const claimId = await failedClaim()
  expect(await refused(retry(claimId, 2))).toMatchObject({
    kind: 'aborted',
    reason: 'ATTEMPT_MISMATCH',
    metadata: { attempt: '1', state: 'FAILED' },
  })
  await retry(claimId, 1)
  await becomes(claimId, 'SUCCESS', 2)
  expect(await refused(retry(claimId, 2))).toMatchObject({
    kind: 'failed_precondition',
    reason: 'CLAIM_NOT_FAILED',
  })
  for (const id of ['', 'evt_a:usr_b:once', 'x'.repeat(600), `${'x'.repeat(511)}😀`])
    expect(await refused(retry(id, 1)), id.slice(0, 20)).toMatchObject({
      kind: 'not_found',
      reason: 'CLAIM_NOT_FOUND',
    })
  for (const attempt of [0, -1, 201]) {
    const error = await refused(retry(claimId, attempt))
    expect(error).toMatchObject({ reason: 'INVALID_FIELDS' })
    expect(error.violations.map(({ field }) => field)).toEqual(['failed_attempt'])
  }
})

test('a retry whose reward is sold out is refused, and one whose stock is undecided is to be repeated', async () => {
  const eventId = await activeEvent(world, here, { rewards: [points('rwd_a', { stock: 1 })] })
  const claimId = idOf(eventId, 'usr_ann')
  world.rewards.script = () => 'reject'
  await claim(eventId)
  await becomes(claimId, 'FAILED')
  world.rewards.script = () => 'none'
  await until('the unit is free again', async () => (await claim(eventId, 'usr_bob')).word === 'OK')
  expect(await refused(retry(claimId, 1))).toMatchObject({ kind: 'unavailable', reason: 'STOCK_PENDING' })
  world.rewards.script = () => 'grant'
  await world.rewards.answerFor(idOf(eventId, 'usr_bob'))
  await until('it is sold out', async () => (await refused(retry(claimId, 1))).reason === 'OUT_OF_STOCK')
  expect((await world.stored.claim(claimId)).value.attempts).toHaveLength(1)
})

test('a user whose claim an operator is retrying is told of it, and does not get the attempt as their own', async () => {
  const eventId = await activeEvent(world, here, {
    rewards: [points('rwd_a', { stock: 5 }), points('rwd_b', { stock: 5 })],
  })
  const claimId = idOf(eventId, 'usr_ann')
  world.rewards.script = () => 'reject'
  await claim(eventId)
  const failed = await becomes(claimId, 'FAILED')
  // What an operator's call leaves that died between its open and its accept.
  await world.stored.claims.update(claimId, () => ({
    ...failed,
    state: 'RESERVING',
    attempt: 2,
    holds: {},
    dueAt: Date.now() + 3_600_000,
    attempts: [
      ...failed.attempts,
      { no: 2, opId: 'op_x', state: 'RESERVING', by: 'usr_operator', requestedAtMs: 1 },
    ],
  }))
  world.rewards.script = () => 'none'
  expect((await claim(eventId)).word).toBe('DUPLICATED_CLAIM')
  expect((await retry(claimId, 1)).claim?.attempt).toBe(2)
  expect((await claim(eventId)).word).toBe('DUPLICATED_CLAIM')
  expect(await world.stored.refusals(eventId)).toHaveLength(2)
})

test('users may make a hundred attempts, operators some more', async () => {
  const eventId = await activeEvent(world, here)
  const claimId = idOf(eventId, 'usr_ann')
  world.rewards.script = () => 'reject'
  await claim(eventId)
  const failed = await becomes(claimId, 'FAILED')
  const attempts = times(100, i => ({ ...failed.attempts[0], no: i + 1 })) as typeof failed.attempts
  await world.stored.claims.update(claimId, () => ({ ...failed, attempt: 100, attempts }))
  expect((await claim(eventId)).word).toBe('TOO_MANY_ATTEMPTS')
  expect((await retry(claimId, 100)).claim?.attempt).toBe(101)
  const last = await becomes(claimId, 'FAILED', 101)
  await world.stored.claims.update(claimId, () => ({
    ...last,
    attempt: 200,
    attempts: times(200, i => ({ ...last.attempts[0], no: i + 1 })) as typeof failed.attempts,
  }))
  expect(await refused(retry(claimId, 200))).toMatchObject({ reason: 'TOO_MANY_ATTEMPTS' })
})
