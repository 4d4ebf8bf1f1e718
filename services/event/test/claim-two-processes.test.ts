import { type Claim, ClaimState, EventStatus } from '@rewards/contracts/event'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { ending, times, untilFinal } from './claim-answers.ts'
import { type EventProcess, type EventProcessApart, startHere } from './claim-process.ts'
import { until } from './claim-until.ts'
import { activeEvent, type ClaimWorld, claimWorld, idOf, points } from './claim-world.ts'
import { refusalOf } from './event-world.ts'

let world: ClaimWorld
let first: EventProcessApart
let second: EventProcessApart
/** It reaches no broker: no hint comes to it or from it, and it gets none of reward's answers. */
let deaf: EventProcess
let ann: { token: string }
let operator: { token: string }
beforeAll(async () => {
  world = await claimWorld()
  first = await world.startApart()
  second = await world.startApart()
  deaf = await startHere({ ...world.env, NATS_URL: 'nats://127.0.0.1:1' }, { sweepEveryMs: 3_600_000 })
  ann = await world.auth.caller('usr_ann')
  operator = await world.auth.caller('usr_operator', 'OPERATOR')
})
afterAll(async () => {
  await deaf?.stop()
  await world?.close()
})
beforeEach(() => {
  world.rewards.script = () => 'none'
})

const claim = (at: EventProcess, eventId: string, caller = ann) =>
  ending(at.claims.claimReward({ eventId, idempotencyKey: 'key' }, caller))

/** Two rewards, so that a claim has states between REQUESTED and SUCCESS. */
async function openClaim(at: EventProcess): Promise<string> {
  const eventId = await activeEvent(world, at, { rewards: [points('rwd_a'), points('rwd_b')] })
  expect((await claim(at, eventId)).word).toBe('OK')
  return idOf(eventId, 'usr_ann')
}

/** Reads a stream in the background: the states it showed, and how it ended. */
function watch(at: EventProcess, claimId: string, afterRev = 0) {
  const seen: Claim[] = []
  const end = (async () => {
    for await (const { claim: shown } of at.claims.watchClaim({ claimId, afterRev }, ann))
      if (shown) seen.push(shown)
    return 'ended'
  })()
  end.catch(() => undefined)
  return { seen, end, last: () => seen.at(-1) }
}

const grants = (...rewardIds: string[]) => {
  world.rewards.script = (_, rewardId) => (rewardIds.includes(rewardId) ? 'grant' : 'none')
}

test('a watcher whose process hears no hints sees what is done through another', async () => {
  const claimId = await openClaim(first)
  const watched = watch(deaf, claimId)
  await until('the present state is there', () => watched.seen.length === 1)
  grants('rwd_a')
  await world.rewards.answerFor(claimId)
  await until('the first grant is there', () => watched.last()?.grantedRewards.length === 1)
  grants('rwd_a', 'rwd_b')
  await world.rewards.answerFor(claimId)
  expect(await watched.end).toBe('ended')
  expect(watched.last()).toMatchObject({ state: ClaimState.SUCCESS, isFullyGranted: true })
})

test('a claim made where no hints go out is seen by watchers elsewhere, and granted through them', async () => {
  const eventId = await activeEvent(world, deaf)
  expect((await claim(deaf, eventId)).word).toBe('OK')
  const watched = watch(second, idOf(eventId, 'usr_ann'))
  grants('rwd_a')
  expect(await watched.end).toBe('ended')
  expect(watched.last()?.state).toBe(ClaimState.SUCCESS)
})

test('when a watcher’s process is killed the stream breaks as unavailable, and goes on elsewhere behind what was seen', async () => {
  const doomed = await world.startApart()
  const claimId = await openClaim(doomed)
  const watched = watch(doomed, claimId)
  await until('the present state is there', () => watched.seen.length === 1)
  await doomed.kill()
  expect(await refusalOf(watched.end)).toMatchObject({ kind: 'unavailable', reason: 'UNREACHABLE' })
  grants('rwd_a')
  await world.rewards.answerFor(claimId)
  await until('a grant came while nobody watched', async () => {
    return 'rwd_a' in (await world.stored.claim(claimId)).value.granted
  })
  const { rev = 0 } = watched.last() ?? {}
  const on = watch(second, claimId, rev)
  await until('what was missed is shown', () => on.last()?.grantedRewards.length === 1)
  grants('rwd_a', 'rwd_b')
  await world.rewards.answerFor(claimId)
  expect(await on.end).toBe('ended')
  expect(on.last()?.state).toBe(ClaimState.SUCCESS)
  for (const shown of on.seen) expect(shown.rev).toBeGreaterThan(rev)
})

test('the next claim at one process goes by what was changed through another', async () => {
  let event = await eventOf(await activeEvent(world, first))
  const both = [first, second] as const
  for (const round of times(20, i => i)) {
    const [changing, claiming] = round % 2 === 0 ? both : both.toReversed()
    const caller = await world.auth.caller(`usr_${round}`)
    const status = round % 4 < 2 ? EventStatus.INACTIVE : EventStatus.ACTIVE
    if (event.status !== status) {
      const change = { eventId: event.eventId, expectedRevision: event.revision, status }
      await (changing as EventProcess).events.changeEventStatus(change, operator)
      event = await eventOf(event.eventId)
    }
    const { word } = await claim(claiming as EventProcess, event.eventId, caller)
    expect(word).toBe(status === EventStatus.ACTIVE ? 'OK' : 'EVENT_STATUS')
  }
})

test('units added through one process are there for the next claim at another', async () => {
  world.rewards.script = () => 'grant'
  const eventId = await activeEvent(world, first, { rewards: [points('rwd_a', { stock: 1 })] })
  for (const stock of [2, 3, 4, 5]) {
    const [adding, claiming] = stock % 2 === 0 ? [first, second] : [second, first]
    for (const user of times(stock - 1, i => `usr_${i}`))
      await untilFinal(() => claimOf(claiming, eventId, user))
    const late = () => claimOf(claiming, eventId, 'usr_late')
    expect((await untilFinal(late)).word).toBe('OUT_OF_STOCK')
    const { revision } = await eventOf(eventId)
    const raised = { eventId, expectedRevision: revision, reward: points('rwd_a', { stock }) }
    await adding.events.updateReward(raised, operator)
    expect((await ending(claimOf(claiming, eventId, `usr_${stock - 1}`))).word).toBe('OK')
  }
  await until('5 are granted', () => world.rewards.granted(eventId, 'rwd_a') === 5)
  expect(new Set(await world.stored.holders(eventId, 'rwd_a')).size).toBe(5)
})

async function claimOf(at: EventProcess, eventId: string, user: string) {
  return at.claims.claimReward({ eventId }, await world.auth.caller(user))
}

async function eventOf(eventId: string) {
  const { event } = await first.events.getEvent({ eventId }, operator)
  if (!event) throw new Error(`there is no event ${eventId}`)
  return event
}
