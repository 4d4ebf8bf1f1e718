import { create, toBinary } from '@bufbuild/protobuf'
import { ClaimGrantedSchema, OutcomeState } from '@rewards/contracts/reward'
import { subjects } from '@rewards/contracts/subjects'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ending, times, untilFinal } from './claim-answers.ts'
import { publishRaw } from './claim-raw-nats.ts'
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
/** How far the process's clock is ahead, so that nobody has to wait for the sweep. */
let aheadMs = 0
beforeAll(async () => {
  world = await claimWorld()
  here = await world.start({ now: () => Date.now() + aheadMs })
})
afterAll(() => world.close())
beforeEach(() => {
  aheadMs = 0
  world.rewards.listens = true
  world.rewards.script = () => 'grant'
})

const claim = async (eventId: string, userId = 'usr_ann') =>
  ending(here.claims.claimReward({ eventId }, await world.auth.caller(userId)))

const becomes = async (claimId: string, state: string, attempt = 1) => {
  await until(`attempt ${attempt} is ${state}`, async () => {
    const { value } = await world.stored.claim(claimId)
    return value.attempt === attempt && value.state === state
  })
  return (await world.stored.claim(claimId)).value
}

const granted = (rewardId: string, generation = 1) => ({
  rewardId,
  state: OutcomeState.GRANTED,
  generation,
})
const rejected = (rewardId: string, generation = 1) => ({
  ...granted(rewardId, generation),
  state: OutcomeState.REJECTED,
})

/** A claim of two rewards that was asked for, and that nobody has answered. */
async function openClaim(userId = 'usr_ann'): Promise<string> {
  world.rewards.listens = false
  const eventId = await activeEvent(world, here, { rewards: [points('rwd_a'), points('rwd_b')] })
  expect((await claim(eventId, userId)).word).toBe('OK')
  const claimId = idOf(eventId, userId)
  await until('it is asked for', () => world.rewards.asksFor(claimId).length > 0)
  return claimId
}

/** Resolves when what was answered before has been handled: answers of both kinds that came last are. */
async function handled(): Promise<void> {
  const [failed, succeeded] = [await openClaim('usr_last'), await openClaim('usr_last')]
  world.rewards.fail({ claimId: failed, attempt: 1 }, [rejected('rwd_a'), rejected('rwd_b')])
  world.rewards.grant({ claimId: succeeded, attempt: 1 }, [granted('rwd_a'), granted('rwd_b')])
  await becomes(failed, 'FAILED')
  await becomes(succeeded, 'SUCCESS')
}

test('an ask that was swallowed is repeated by the sweep, with the same content, until it is answered', async () => {
  const claimId = await openClaim()
  for (const asks of [2, 3]) {
    aheadMs += 120_000
    await until(`asked ${asks} times`, () => world.rewards.asksFor(claimId).length >= asks)
  }
  const [first, ...others] = world.rewards.asksFor(claimId)
  for (const other of others) expect(other).toEqual(first)
  world.rewards.listens = true
  aheadMs += 120_000
  const { dueAt } = await becomes(claimId, 'SUCCESS')
  expect(dueAt).toBeUndefined()
})

test('a claim that is closed is asked for no more', async () => {
  const eventId = await activeEvent(world, here)
  await claim(eventId)
  await becomes(idOf(eventId, 'usr_ann'), 'SUCCESS')
  const asks = world.rewards.asksFor(idOf(eventId, 'usr_ann')).length
  aheadMs = 600_000
  await handled()
  expect(world.rewards.asksFor(idOf(eventId, 'usr_ann'))).toHaveLength(asks)
})

test('answers that come many times, in parts and in any order add up to one grant', async () => {
  const claimId = await openClaim()
  const named = { claimId, attempt: 1 }
  world.rewards.grant(named, [granted('rwd_b')])
  for (const _ of times(5, i => i)) world.rewards.grant(named, [granted('rwd_b')])
  await until('a part is there', async () => 'rwd_b' in (await world.stored.claim(claimId)).value.granted)
  expect((await world.stored.claim(claimId)).value).toMatchObject({
    state: 'REQUESTED',
    isFullyGranted: false,
  })
  for (const _ of times(5, i => i)) world.rewards.grant(named, [granted('rwd_a'), granted('rwd_b')])
  await becomes(claimId, 'SUCCESS')
  const { rev } = await world.stored.claim(claimId)
  world.rewards.fail(named, [rejected('rwd_a'), granted('rwd_b')])
  await handled()
  const after = await world.stored.claim(claimId)
  expect(after.value).toMatchObject({ state: 'SUCCESS', isFullyGranted: true })
  expect(after.rev, 'a closed claim is not written again').toBe(rev)
})

test('a failure that does not say how every reward ended closes nothing, but what it grants counts', async () => {
  const claimId = await openClaim()
  world.rewards.fail({ claimId, attempt: 1 }, [rejected('rwd_b')])
  await handled()
  expect((await world.stored.claim(claimId)).value.state).toBe('REQUESTED')
  world.rewards.fail({ claimId, attempt: 1 }, [granted('rwd_a')])
  await handled()
  const { state, granted: there } = (await world.stored.claim(claimId)).value
  expect({ state, there }).toEqual({ state: 'REQUESTED', there: { rwd_a: 1 } })
})

test('an answer to an old attempt closes nothing of the new one', async () => {
  const claimId = await openClaim()
  world.rewards.fail({ claimId, attempt: 1 }, [granted('rwd_a'), rejected('rwd_b')])
  await becomes(claimId, 'FAILED')
  expect((await claim(claimId.split(':')[0] as string)).accepted?.attempt).toBe(2)
  for (const generation of [1, 2])
    world.rewards.fail({ claimId, attempt: 1 }, [granted('rwd_a'), rejected('rwd_b', generation)])
  world.rewards.fail({ claimId, attempt: 2 }, [granted('rwd_a'), rejected('rwd_b', 1)])
  await handled()
  expect((await world.stored.claim(claimId)).value).toMatchObject({ state: 'REQUESTED', attempt: 2 })
  world.rewards.fail({ claimId, attempt: 2 }, [granted('rwd_a'), rejected('rwd_b', 2)])
  expect((await becomes(claimId, 'FAILED', 2)).granted).toEqual({ rwd_a: 1 })
})

test('an answer to an attempt that there is not yet closes nothing', async () => {
  const claimId = await openClaim()
  world.rewards.fail({ claimId, attempt: 7 }, [rejected('rwd_a', 7), rejected('rwd_b', 7)])
  await handled()
  expect((await world.stored.claim(claimId)).value).toMatchObject({ state: 'REQUESTED', attempt: 1 })
})

describe('what can never be recorded becomes a dead letter, and the rest goes on', () => {
  const letters = async () => {
    const admin = await world.auth.caller('usr_admin', 'ADMIN')
    const { deadLetters } = await here.deadLetters.listDeadLetters({ pageSize: 200 }, admin)
    return deadLetters
  }
  const becomesLetter = (error: string) =>
    until(`a dead letter says: ${error}`, async () =>
      (await letters()).some(letter => letter.error.includes(error)),
    )

  test('an answer for a claim that there is not', async () => {
    const claimId = 'evt_gone:usr_gone:once'
    world.rewards.grant({ claimId, attempt: 1 }, [granted('rwd_a')])
    await becomesLetter('there is no claim "evt_gone:usr_gone:once"')
    await handled()
  })

  test('an answer whose claim id can be none', async () => {
    world.rewards.grant({ claimId: 'x'.repeat(600), attempt: 1 }, [granted('rwd_a')])
    await becomesLetter('there is no claim "xxx')
    world.rewards.grant({ claimId: '', attempt: 1 }, [])
    await becomesLetter('names no document')
  })

  test('an answer without an attempt, or with outcomes that are none', async () => {
    const claimId = await openClaim()
    world.rewards.grant({ claimId, attempt: 0 }, [granted('rwd_a')])
    await becomesLetter('names no attempt')
    world.rewards.grant({ claimId, attempt: 1 }, [granted('')])
    await becomesLetter('names no grant')
    world.rewards.fail({ claimId, attempt: 1 }, [
      granted('rwd_a'),
      { ...granted('rwd_b'), state: 9 as never },
    ])
    await becomesLetter('unknown state')
    expect((await world.stored.claim(claimId)).value.granted).toEqual({})
  })

  test('bytes that are no message', async () => {
    await publishRaw(world.broker.url, subjects.claimFailed, Buffer.from([0xff, 0xff, 0xff, 0x0a]))
    await becomesLetter('is no rewards.reward.v1.ClaimFailed')
    await handled()
  })

  test('a replay of it after the claim is there records it', async () => {
    const claimId = await openClaim()
    const found = await world.stored.claim(claimId)
    const eventId = claimId.split(':')[0] as string
    const missing = idOf(eventId, 'usr_replayed')
    const body = create(ClaimGrantedSchema, {
      claimId: missing,
      attempt: 1,
      outcomes: [granted('rwd_a'), granted('rwd_b')],
    })
    await publishRaw(world.broker.url, subjects.claimGranted, toBinary(ClaimGrantedSchema, body))
    await becomesLetter(missing)
    await world.stored.claims.insertOnce(missing, { ...found.value, userId: 'usr_replayed' })
    const letter = (await letters()).find(each => each.error.includes(missing))
    const admin = await world.auth.caller('usr_admin', 'ADMIN')
    await here.deadLetters.replayDeadLetter({ deadLetterId: letter?.deadLetterId ?? '' }, admin)
    await becomes(missing, 'SUCCESS')
    expect((await letters()).map(each => each.deadLetterId)).not.toContain(letter?.deadLetterId)
  })
})

test('while the condition service is down a claim is unavailable and leaves nothing; the retry works', async () => {
  const eventId = await activeEvent(world, here, conditional)
  await world.conditions.stop()
  const caller = await world.auth.caller('usr_ann')
  const call = () => here.claims.claimReward({ eventId, idempotencyKey: 'key' }, caller)
  expect((await ending(call())).error).toMatchObject({ kind: 'unavailable', reason: 'UNREACHABLE' })
  expect(await world.stored.claims.get(idOf(eventId, 'usr_ann'))).toBeUndefined()
  expect(await world.stored.refusals(eventId)).toEqual([])
  await world.conditions.start()
  expect((await untilFinal(call)).accepted?.attempt).toBe(1)
})

test('a condition service that does not answer is given up, and nothing is stored', async () => {
  const eventId = await activeEvent(world, here, conditional)
  const { promise, resolve } = Promise.withResolvers<void>()
  world.conditions.script.gate = promise
  expect((await claim(eventId)).error).toMatchObject({ kind: 'unavailable', reason: 'DEADLINE_EXCEEDED' })
  resolve()
  await handled()
  expect(await world.stored.claims.get(idOf(eventId, 'usr_ann'))).toBeUndefined()
  expect(await world.stored.refusals(eventId)).toEqual([])
})

test('while the broker is down claims are accepted, and granted after it is back', async () => {
  const eventId = await activeEvent(world, here)
  await world.broker.kill()
  const users = times(5, i => `usr_${i}`)
  for (const user of users) expect((await claim(eventId, user)).word).toBe('OK')
  const states = await Promise.all(users.map(user => world.stored.claim(idOf(eventId, user))))
  expect(states.map(({ value }) => value.state)).toEqual(Array(5).fill('REQUESTED'))
  await world.broker.restart()
  await until('the reward service is connected', () => world.rewards.connected)
  await until('all are granted', async () => {
    aheadMs += 30_000
    const claims = await Promise.all(users.map(user => world.stored.claim(idOf(eventId, user))))
    return claims.every(({ value }) => value.state === 'SUCCESS')
  })
  for (const user of users) expect(world.rewards.effects.get(`${idOf(eventId, user)}:rwd_a`)).toBe(1)
})

test('a broker that has lost everything costs time alone', async () => {
  const claimId = await openClaim()
  await world.broker.kill()
  await world.broker.wipe()
  await world.broker.restart()
  world.rewards.listens = true
  await until('it is granted', async () => {
    aheadMs += 30_000
    return (await world.stored.claim(claimId)).value.state === 'SUCCESS'
  })
})
