import { timestampFromMs } from '@bufbuild/protobuf/wkt'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { countsOf, ending, times, untilFinal } from './claim-answers.ts'
import { until } from './claim-until.ts'
import { activeEvent, type ClaimWorld, claimWorld, type EventProcess, idOf, points } from './claim-world.ts'

const HOUR_MS = 3_600_000
let world: ClaimWorld
let right: EventProcess
beforeAll(async () => {
  world = await claimWorld()
  right = await world.start()
})
afterAll(() => world.close())

/** Tokens that live for hours, so that no clock calls them expired. */
const caller = (userId: string) => world.auth.caller(userId, 'USER', 5 * 3_600)

const isOver = (eventId: string, users: readonly string[]) =>
  until('all claims are closed', async () => {
    const claims = await world.stored.claims.getMany(users.map(user => idOf(eventId, user)))
    return claims.every(found => found === undefined || found.value.dueAt === undefined)
  })

describe.each([
  ['an hour ahead', HOUR_MS],
  ['an hour behind', -HOUR_MS],
])('with a second process whose clock is %s', (_, skewMs) => {
  let wrong: EventProcess
  beforeAll(async () => {
    wrong = await world.start({ now: () => Date.now() + skewMs })
  })
  afterAll(() => wrong.stop())

  test('64 equal claims at both get 64 equal answers, and one attempt', async () => {
    const eventId = await activeEvent(world, right, { rewards: [points('rwd_a', { stock: 3 })] })
    const ann = await caller('usr_ann')
    const at = (i: number) => (i % 2 ? wrong : right).claims
    const request = { eventId, idempotencyKey: 'key' }
    const answers = await Promise.all(times(64, i => untilFinal(() => at(i).claimReward(request, ann))))
    for (const { accepted } of answers) expect(accepted).toEqual(answers[0]?.accepted)
    await isOver(eventId, ['usr_ann'])
    const { value } = await world.stored.claim(idOf(eventId, 'usr_ann'))
    expect(value).toMatchObject({ state: 'SUCCESS', attempt: 1 })
    expect(await world.stored.holders(eventId, 'rwd_a')).toEqual([`${idOf(eventId, 'usr_ann')}#1`])
  })

  test('stock is neither exceeded nor lost, and rejected units are given to others', async () => {
    const eventId = await activeEvent(world, right, { rewards: [points('rwd_a', { stock: 8 })] })
    const rejected = new Set<string>()
    world.rewards.script = ({ userId }) => {
      if (rejected.size < 4) rejected.add(userId)
      return rejected.has(userId) ? 'reject' : 'grant'
    }
    const users = times(30, i => `usr_${i}`)
    const answers = users.map(async (user, i) => {
      const as = await caller(user)
      return untilFinal(() =>
        (i % 2 ? wrong : right).claims.claimReward({ eventId, idempotencyKey: 'key' }, as),
      )
    })
    const words = (await Promise.all(answers)).map(({ word }) => word)
    world.rewards.script = () => 'grant'
    expect(countsOf(words)).toEqual({ OK: 12, OUT_OF_STOCK: 18 })
    expect(world.rewards.granted(eventId, 'rwd_a')).toBe(8)
    await until('holders are those to whom it was granted', async () => {
      const holders = await world.stored.holders(eventId, 'rwd_a')
      return holders.length === 8 && holders.every(holder => !rejected.has(holder.split(':')[1] as string))
    })
  })

  test('what the wrong clock has accepted is granted, and what failed there can be claimed anywhere', async () => {
    const eventId = await activeEvent(world, right)
    world.rewards.script = () => 'reject'
    const ann = await caller('usr_ann')
    await wrong.claims.claimReward({ eventId }, ann)
    await isOver(eventId, ['usr_ann'])
    world.rewards.script = () => 'grant'
    expect((await ending(right.claims.claimReward({ eventId }, ann))).accepted?.attempt).toBe(2)
    await isOver(eventId, ['usr_ann'])
    const { value } = await world.stored.claim(idOf(eventId, 'usr_ann'))
    expect(value).toMatchObject({ state: 'SUCCESS', isFullyGranted: true, attempt: 2 })
  })
})

test('whether an event takes claims is judged by its window, not by its status alone', async () => {
  let nowMs = Date.now()
  const here = await world.start({ now: () => nowMs, sweepEveryMs: 3_600_000 })
  const window = { startsAt: timestampFromMs(nowMs + HOUR_MS), endsAt: timestampFromMs(nowMs + 2 * HOUR_MS) }
  const eventId = await activeEvent(world, here, window)
  const claimAs = async (user: string) => ending(here.claims.claimReward({ eventId }, await caller(user)))
  expect((await claimAs('usr_a')).word).toBe('EVENT_STATUS')
  nowMs += HOUR_MS - 1
  expect((await claimAs('usr_b')).word).toBe('EVENT_STATUS')
  nowMs += 1
  expect((await claimAs('usr_c')).word).toBe('OK')
  nowMs += HOUR_MS - 1
  expect((await claimAs('usr_d')).word).toBe('OK')
  nowMs += 1
  const over = await claimAs('usr_e')
  expect(over.error).toMatchObject({ kind: 'failed_precondition', reason: 'EVENT_STATUS' })
  expect(over.error?.message).toMatch(/^the event is ACTIVE and ends at /)
  await here.stop()
})
