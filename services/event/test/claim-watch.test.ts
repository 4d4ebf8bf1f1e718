import { type Claim, ClaimState } from '@rewards/contracts/event'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { ending, times } from './claim-answers.ts'
import { until } from './claim-until.ts'
import { activeEvent, type ClaimWorld, claimWorld, type EventProcess, idOf, points } from './claim-world.ts'
import { refusalOf } from './event-world.ts'

let world: ClaimWorld
let here: EventProcess
let elsewhere: EventProcess
let ann: { token: string }
beforeAll(async () => {
  world = await claimWorld()
  here = await world.start()
  elsewhere = await world.start({ sweepEveryMs: 3_600_000 })
  ann = await world.auth.caller('usr_ann')
})
afterAll(() => world.close())
beforeEach(() => {
  world.rewards.script = () => 'none'
})

const claim = (eventId: string) => ending(here.claims.claimReward({ eventId }, ann))

async function openClaim(): Promise<string> {
  const eventId = await activeEvent(world, here, { rewards: [points('rwd_a'), points('rwd_b')] })
  expect((await claim(eventId)).word).toBe('OK')
  return idOf(eventId, 'usr_ann')
}

/** Reads a stream in the background. */
function watch(
  at: EventProcess,
  claimId: string,
  {
    afterRev = 0,
    caller = ann,
    signal,
  }: { afterRev?: number; caller?: { token: string }; signal?: AbortSignal } = {},
) {
  const seen: Claim[] = []
  const stream = at.claims.watchClaim({ claimId, afterRev }, { ...caller, ...(signal && { signal }) })
  const end = (async () => {
    for await (const { claim: shown } of stream) if (shown) seen.push(shown)
    return 'ended'
  })()
  end.catch(() => undefined)
  return { seen, end, states: () => seen.map(({ state }) => state) }
}

const { REQUESTED, SUCCESS, FAILED } = ClaimState

for (const [where, at] of [
  ['the process that changes the claim', () => here],
  ['another process on the same store', () => elsewhere],
] as const)
  test(`at ${where} the present state comes at once, each change after it, and the end with SUCCESS`, async () => {
    const claimId = await openClaim()
    const watched = watch(at(), claimId)
    await until('the present state is there', () => watched.seen.length === 1)
    world.rewards.script = (_, rewardId) => (rewardId === 'rwd_a' ? 'grant' : 'none')
    await world.rewards.answerFor(claimId)
    await until('the first grant is there', () => watched.seen.at(-1)?.grantedRewards.length === 1)
    world.rewards.script = () => 'grant'
    await world.rewards.answerFor(claimId)
    expect(await watched.end).toBe('ended')
    expect(watched.seen.at(-1)).toMatchObject({ claimId, state: SUCCESS, isFullyGranted: true })
    const revs = watched.seen.map(({ rev }) => rev)
    expect(revs).toEqual([...new Set(revs)].toSorted((a, b) => a - b))
  })

test('it goes on from a rev: what was seen is not shown again', async () => {
  const claimId = await openClaim()
  const { rev } = await world.stored.claim(claimId)
  const watched = watch(here, claimId, { afterRev: rev })
  world.rewards.script = () => 'grant'
  await world.rewards.answerFor(claimId)
  expect(await watched.end).toBe('ended')
  expect(watched.states()).toEqual([SUCCESS])
  expect(watched.seen[0]?.rev).toBeGreaterThan(rev)
})

test('it ends at once for a claim that is closed, and after FAILED', async () => {
  const claimId = await openClaim()
  const watched = watch(here, claimId)
  world.rewards.script = () => 'reject'
  await world.rewards.answerFor(claimId)
  expect(await watched.end).toBe('ended')
  expect(watched.states().at(-1)).toBe(FAILED)
  const late = watch(here, claimId)
  expect(await late.end).toBe('ended')
  expect(late.states()).toEqual([FAILED])
})

test('who has seen FAILED waits for the next attempt', async () => {
  const claimId = await openClaim()
  world.rewards.script = () => 'reject'
  await world.rewards.answerFor(claimId)
  await until('it failed', async () => (await world.stored.claim(claimId)).value.state === 'FAILED')
  const { rev } = await world.stored.claim(claimId)
  const watched = watch(elsewhere, claimId, { afterRev: rev })
  world.rewards.script = () => 'grant'
  await claim(claimId.split(':')[0] as string)
  expect(await watched.end).toBe('ended')
  expect(watched.seen.at(-1)).toMatchObject({ state: SUCCESS, attempt: 2 })
})

test('a stream that has seen all of a SUCCESS ends without a word', async () => {
  const claimId = await openClaim()
  world.rewards.script = () => 'grant'
  await world.rewards.answerFor(claimId)
  await until('it is granted', async () => (await world.stored.claim(claimId)).value.state === 'SUCCESS')
  const watched = watch(here, claimId, { afterRev: 2_147_483_647 })
  expect(await watched.end).toBe('ended')
  expect(watched.seen).toEqual([])
})

test('without hints the change is seen by looking again', async () => {
  const claimId = await openClaim()
  await until('it is asked for', () => world.rewards.asksFor(claimId).length > 0)
  const watched = watch(here, claimId)
  await until('the present state is there', () => watched.seen.length === 1)
  await world.broker.kill()
  // As a process would that cannot tell the others.
  const { value } = await world.stored.claim(claimId)
  const { dueAt: _, ...rest } = value
  await world.stored.claims.update(claimId, () => ({ ...rest, state: 'SUCCESS', isFullyGranted: true }))
  expect(await watched.end).toBe('ended')
  expect(watched.states().at(-1)).toBe(SUCCESS)
  const unseen = watch(elsewhere, await openClaimWithoutBroker())
  await until('a stream can begin while the broker is down', () => unseen.seen.length === 1)
  await world.broker.restart()
  await until('the reward service is connected', () => world.rewards.connected)
})

async function openClaimWithoutBroker(): Promise<string> {
  const eventId = await activeEvent(world, here)
  await claim(eventId)
  return idOf(eventId, 'usr_ann')
}

test('hints are heard again after the broker was away', async () => {
  const claimId = await openClaim()
  const watched = watch(elsewhere, claimId)
  await until('the present state is there', () => watched.seen.length === 1)
  await world.broker.kill()
  await world.broker.restart()
  await until('the reward service is connected', () => world.rewards.connected)
  world.rewards.script = () => 'grant'
  await until('it is granted', async () => {
    await world.rewards.answerFor(claimId)
    return (await world.stored.claim(claimId)).value.state === 'SUCCESS'
  })
  expect(await watched.end).toBe('ended')
})

test('a stream ends when its token does', async () => {
  const process = await world.start({ now: () => Date.now() + 60_000 })
  const claimId = await openClaim()
  // The leeway of a minute is used up by the clock: this token lives for a second or two.
  const caller = await world.auth.caller('usr_ann', 'USER', 2)
  const watched = watch(process, claimId, { caller })
  const error = await refusalOf(watched.end)
  expect(error).toMatchObject({ kind: 'unauthenticated', reason: 'TOKEN_EXPIRED' })
  expect(watched.states()).toEqual([REQUESTED])
  await process.stop()
})

test('a stream that is left costs the service nothing more', async () => {
  let reads = 0
  const store = await world.openStore()
  const process = await world.start({
    store: {
      ...store,
      ping: () => store.ping(),
      close: () => store.close(),
      collection: declaration => {
        const collection = store.collection<object>(declaration)
        const get: typeof collection.get = id => {
          reads++
          return collection.get(id)
        }
        return { ...bound(collection), get } as never
      },
    },
    sweepEveryMs: 3_600_000,
  })
  const claimId = await openClaim()
  const leaving = new AbortController()
  const watched = times(5, () => watch(process, claimId, { signal: leaving.signal }))
  await until('all watch', () => watched.every(({ seen }) => seen.length === 1))
  leaving.abort()
  await Promise.allSettled(watched.map(({ end }) => end))
  const before = reads
  const other = watch(elsewhere, claimId)
  world.rewards.script = () => 'grant'
  await world.rewards.answerFor(claimId)
  expect(await other.end).toBe('ended')
  expect(reads, 'nobody there reads a claim that changed').toBe(before)
  await process.stop()
})

/** A collection's methods, whatever object they come from. */
function bound(collection: object): object {
  const names = ['getMany', 'insertOnce', 'update', 'updateMany', 'due', 'page', 'count']
  return Object.fromEntries(
    names.map(name => [
      name,
      (...args: unknown[]) => Reflect.apply(Reflect.get(collection, name), collection, args),
    ]),
  )
}

test('a stream of somebody else’s claim, or of none, is refused as not found', async () => {
  const claimId = await openClaim()
  const bob = await world.auth.caller('usr_bob')
  for (const watched of [
    watch(here, claimId, { caller: bob }),
    watch(here, 'evt_a:usr_ann:once'),
    watch(here, ''),
  ])
    expect(await refusalOf(watched.end)).toMatchObject({ kind: 'not_found', reason: 'CLAIM_NOT_FOUND' })
  const negative = await refusalOf(watch(here, claimId, { afterRev: -1 }).end)
  expect(negative.violations.map(({ field }) => field)).toEqual(['after_rev'])
})

test('who may read claims may watch anyone’s', async () => {
  const claimId = await openClaim()
  const leaving = new AbortController()
  const caller = await world.auth.caller('usr_auditor', 'AUDITOR')
  const watched = watch(here, claimId, { caller, signal: leaving.signal })
  await until('it is seen', () => watched.seen.length === 1)
  leaving.abort()
})

test('a process that stops ends its streams and tells their watchers to go on elsewhere', async () => {
  const process = await world.startApart()
  const claimId = await openClaim()
  const watched = watch(process, claimId)
  await until('it is seen', () => watched.seen.length === 1)
  const stopping = process.stop()
  const error = await refusalOf(watched.end)
  expect(error.kind).toBe('unavailable')
  await stopping
  const on = watch(elsewhere, claimId, { afterRev: watched.seen.at(-1)?.rev ?? 0 })
  world.rewards.script = () => 'grant'
  await world.rewards.answerFor(claimId)
  expect(await on.end).toBe('ended')
})
