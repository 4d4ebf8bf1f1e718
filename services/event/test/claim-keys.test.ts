import { Metadata, status } from '@grpc/grpc-js'
import { ClaimReason, RefusalSchema } from '@rewards/contracts/event'
import { newTraceparent } from '@rewards/process'
import { detailOf } from '@rewards/rpc'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { claimIn, ending, untilFinal } from './claim-answers.ts'
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

let world: ClaimWorld
let here: EventProcess
beforeAll(async () => {
  world = await claimWorld()
  here = await world.start()
})
afterAll(() => world.close())
beforeEach(() => {
  world.rewards.script = () => 'grant'
  world.conditions.script.met = true
})

const claim = async (eventId: string, idempotencyKey: string, userId = 'usr_ann') =>
  ending(here.claims.claimReward({ eventId, idempotencyKey }, await world.auth.caller(userId)))

const becomes = (eventId: string, state: string, userId = 'usr_ann') =>
  until(`the claim is ${state}`, async () => {
    const found = await world.stored.claims.get(idOf(eventId, userId))
    return found?.value.state === state
  })

test('an acceptance is repeated under its key whatever became of it', async () => {
  world.rewards.script = () => 'reject'
  const eventId = await activeEvent(world, here)
  const first = await claim(eventId, 'key one')
  await becomes(eventId, 'FAILED')
  expect(await claim(eventId, 'key one')).toEqual(first)

  world.rewards.script = () => 'grant'
  const second = await claim(eventId, 'key two')
  expect(second.accepted?.attempt).toBe(2)
  await becomes(eventId, 'SUCCESS')
  expect(await claim(eventId, 'key one')).toEqual(first)
  expect(await claim(eventId, 'key two')).toEqual(second)
  expect((await world.stored.claim(idOf(eventId, 'usr_ann'))).value.attempts).toHaveLength(2)
  expect(await world.stored.refusals(eventId)).toEqual([])
})

test('an acceptance stands though the event is over, changed, or gone', async () => {
  const eventId = await activeEvent(world, here)
  const first = await claim(eventId, 'key')
  const operator = await world.auth.caller('usr_operator', 'OPERATOR')
  const { event } = await here.events.getEvent({ eventId }, operator)
  await here.events.changeEventStatus(
    { eventId, expectedRevision: event?.revision ?? 0, status: 5 },
    operator,
  )
  expect(await claim(eventId, 'key')).toEqual(first)
  expect((await claim(eventId, 'another')).word).toBe('EVENT_STATUS')
})

test('a refusal is repeated under its key, though it would be accepted now', async () => {
  world.conditions.script.met = false
  const eventId = await activeEvent(world, here, conditional)
  const first = await claim(eventId, 'key')
  expect(first.error).toMatchObject({ kind: 'failed_precondition', reason: 'CONDITION_NOT_MET' })
  world.conditions.script.met = true
  const asked = world.conditions.script.asked.length
  const again = await claim(eventId, 'key')
  expect(again.error?.metadata).toEqual(first.error?.metadata)
  expect(again.error?.message).toBe(first.error?.message)
  const details = [first, again].map(({ error }) => error && detailOf(error, RefusalSchema))
  expect(details[1]).toEqual(details[0])
  expect(world.conditions.script.asked.length, 'the conditions are not asked again').toBe(asked)
  expect(await world.stored.refusals(eventId)).toHaveLength(1)
  expect((await claim(eventId, 'a new key')).word).toBe('OK')
})

test('a refusal for another reason does not speak of a claim, though there is one by now', async () => {
  world.conditions.script.met = false
  const eventId = await activeEvent(world, here, conditional)
  await claim(eventId, 'key')
  world.conditions.script.met = true
  await claim(eventId, 'a new key')
  const again = await claim(eventId, 'key')
  expect(again.word).toBe('CONDITION_NOT_MET')
  expect(claimIn(again)).toBeUndefined()
})

test('a condition that is not met is explained: which one, how far, what is missing', async () => {
  world.conditions.script.met = false
  const eventId = await activeEvent(world, here, conditional)
  const { error } = await claim(eventId, '')
  expect(error?.message).toBe('2 more login days')
  const refusal = error && detailOf(error, RefusalSchema)
  expect(refusal).toMatchObject({ eventId, userId: 'usr_ann', reason: ClaimReason.CONDITION_NOT_MET })
  expect(refusal?.conditions).toMatchObject([
    { conditionId: 'cnd_a', type: 'LOGIN_DAYS', operator: '>=', met: false, missing: '2 more login days' },
  ])
  expect(refusal?.conditions[0]?.measured).toMatchObject({ kind: { case: 'numberValue', value: 1 } })
  expect(refusal?.conditions[0]?.wanted).toMatchObject({ kind: { case: 'numberValue', value: 3 } })
})

test('a key that was refused as a duplicate stays refused after the claim has failed', async () => {
  world.rewards.script = () => 'none'
  const eventId = await activeEvent(world, here)
  await claim(eventId, 'first')
  const duplicate = await claim(eventId, 'second')
  expect(duplicate.word).toBe('DUPLICATED_CLAIM')
  expect(claimIn(duplicate)).toMatchObject({ claimId: idOf(eventId, 'usr_ann'), attempt: 1 })
  world.rewards.script = () => 'reject'
  await world.rewards.answerFor(idOf(eventId, 'usr_ann'))
  await becomes(eventId, 'FAILED')
  expect((await claim(eventId, 'second')).word).toBe('DUPLICATED_CLAIM')
  expect((await claim(eventId, 'third')).accepted?.attempt).toBe(2)
})

test('a key means nothing to another user, nor at another event', async () => {
  const [one, two] = [await activeEvent(world, here), await activeEvent(world, here)]
  const [mine, theirs, elsewhere] = [
    await claim(one, 'key'),
    await claim(one, 'key', 'usr_bob'),
    await claim(two, 'key'),
  ]
  expect(mine.accepted?.claimId).toBe(idOf(one, 'usr_ann'))
  expect(theirs.accepted?.claimId).toBe(idOf(one, 'usr_bob'))
  expect(elsewhere.accepted?.claimId).toBe(idOf(two, 'usr_ann'))
})

test('a refusal under a key means nothing to another user, nor at another event', async () => {
  const [one, two] = [
    await activeEvent(world, here, conditional),
    await activeEvent(world, here, conditional),
  ]
  world.conditions.script.met = false
  expect((await claim(one, 'key')).word).toBe('CONDITION_NOT_MET')
  world.conditions.script.met = true
  expect((await claim(one, 'key', 'usr_bob')).accepted?.claimId).toBe(idOf(one, 'usr_bob'))
  expect((await claim(two, 'key')).accepted?.claimId).toBe(idOf(two, 'usr_ann'))
  expect((await claim(one, 'key')).word).toBe('CONDITION_NOT_MET')
})

test('a key is compared whole: case, spaces and length count', async () => {
  const eventId = await activeEvent(world, here)
  await claim(eventId, 'Key')
  for (const key of ['key', 'Key ', 'K', '0'.repeat(100)])
    expect((await claim(eventId, key)).word, key).toBe('DUPLICATED_CLAIM')
  expect((await claim(eventId, 'Key')).word).toBe('OK')
})

test('an attempt that found no stock is the answer of its key for ever', async () => {
  const eventId = await activeEvent(world, here, { rewards: [points('rwd_a', { stock: 1 })] })
  world.rewards.script = () => 'none'
  await claim(eventId, '', 'usr_bob')
  expect((await claim(eventId, 'key')).word).toBe('STOCK_PENDING')
  world.rewards.script = () => 'grant'
  await world.rewards.answerFor(idOf(eventId, 'usr_bob'))
  const call = async () =>
    here.claims.claimReward({ eventId, idempotencyKey: 'key' }, await world.auth.caller('usr_ann'))
  expect((await untilFinal(call)).word).toBe('OUT_OF_STOCK')
  expect((await claim(eventId, 'key')).word).toBe('OUT_OF_STOCK')
  expect(await world.stored.refusals(eventId)).toHaveLength(1)
})

/** A call without a key that our own client repeats: with the headers of the first time, as gRPC does. */
async function repeatable(userId = 'usr_ann') {
  const { token } = await world.auth.caller(userId)
  const headers = new Metadata()
  headers.set('authorization', `Bearer ${token}`)
  headers.set('traceparent', newTraceparent())
  return (eventId: string) => here.claimRaw({ eventId, idempotencyKey: '' }, headers.clone())
}

test('a call without a key that our own client repeats is told what became of it the first time', async () => {
  const eventId = await activeEvent(world, here)
  const call = await repeatable()
  const first = await call(eventId)
  expect(await call(eventId)).toEqual(first)
  expect((await claim(eventId, '')).word).toBe('DUPLICATED_CLAIM')
  expect(await world.stored.refusals(eventId)).toHaveLength(1)
})

test('a call without a key leaves one refusal, however often our own client repeats it', async () => {
  const eventId = await activeEvent(world, here)
  await claim(eventId, '')
  const call = await repeatable()
  for (let time = 0; time < 3; time++)
    await expect(call(eventId)).rejects.toMatchObject({ code: status.ALREADY_EXISTS })
  expect(await world.stored.refusals(eventId)).toHaveLength(1)
  await expect((await repeatable())(eventId)).rejects.toMatchObject({ code: status.ALREADY_EXISTS })
  expect(await world.stored.refusals(eventId)).toHaveLength(2)
})

test('a call without a key that was refused stays so when our own client repeats it, whatever changed meanwhile', async () => {
  const eventId = await activeEvent(world, here, conditional)
  world.conditions.script.met = false
  const call = await repeatable()
  await expect(call(eventId)).rejects.toMatchObject({ code: status.FAILED_PRECONDITION })
  world.conditions.script.met = true
  await expect(call(eventId)).rejects.toMatchObject({ code: status.FAILED_PRECONDITION })
  expect(await world.stored.claims.get(idOf(eventId, 'usr_ann'))).toBeUndefined()
  expect(await world.stored.refusals(eventId)).toHaveLength(1)
  expect((await claim(eventId, '')).accepted?.attempt).toBe(1)
})
