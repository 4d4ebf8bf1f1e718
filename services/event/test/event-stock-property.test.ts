import { RewardsError } from '@rewards/errors'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type EventUseCases, eventUseCases } from '../src/application/events/index.ts'
import type { Event } from '../src/domain/event.ts'
import { type Death, Died, dyingPorts } from './dying-ports.ts'
import { draft, reward } from './event-builders.ts'
import { capsOf, type EventWorld, eventWorld, operator, sum } from './event-world.ts'

let world: EventWorld
beforeAll(async () => {
  world = await eventWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

const REWARDS = ['rwd_a', 'rwd_b', 'rwd_c'] as const

/** What one operator asks for, on the revision that is, or was; perhaps in a process that dies under it. */
type Step = { readonly death?: Death; readonly late: boolean } & (
  | { readonly type: 'add' | 'update'; readonly rewardId: string; readonly stock: number | undefined }
  | { readonly type: 'remove'; readonly rewardId: string }
  | { readonly type: 'status'; readonly status: string }
  | { readonly type: 'sweep' }
)

const rewardId = fc.constantFrom(...REWARDS)
const stock = fc.option(fc.constantFrom(1, 150, 200, 250, 350, 401), { nil: undefined, freq: 6 })
const death = fc.record({ write: fc.integer({ min: 1, max: 7 }), when: fc.constantFrom('before', 'after') })
const wish = fc.oneof(
  fc.record({ type: fc.constantFrom('add', 'update'), rewardId, stock }),
  fc.record({ type: fc.constant('remove'), rewardId }),
  fc.record({ type: fc.constant('status'), status: fc.constantFrom('ACTIVE', 'ACTIVE', 'INACTIVE') }),
  fc.record({ type: fc.constant('sweep') }),
)
const step = fc
  .tuple(wish, fc.option(death, { nil: undefined }), fc.boolean())
  .map(([asked, dies, late]) => ({ ...asked, ...(dies && { death: dies }), late }) as Step)
/** Mostly one after the other; sometimes two operators at once. */
const atOnce = fc.array(step, { minLength: 1, maxLength: 2, size: '-1' })

function ask(does: EventUseCases, eventId: string, expectedRevision: number, asked: Step): Promise<unknown> {
  const change = { eventId, expectedRevision }
  switch (asked.type) {
    case 'add':
      return does.addReward({ ...change, reward: reward(asked.rewardId, { stock: asked.stock }) }, operator)
    case 'update':
      return does.updateReward(
        { ...change, reward: reward(asked.rewardId, { stock: asked.stock }) },
        operator,
      )
    case 'remove':
      return does.removeReward({ ...change, rewardId: asked.rewardId }, operator)
    case 'status':
      return does.changeEventStatus({ ...change, status: asked.status }, operator)
    case 'sweep':
      return does.sweepEvents()
  }
}

async function eventOf(id: string): Promise<Event> {
  const stored = await world.ports.events.get(id)
  if (!stored) throw new Error(`there is no event ${id}`)
  return stored.value
}

/** Takes one step; refusals and deaths are part of life. */
async function take(id: string, asked: Step): Promise<void> {
  const { revision } = await eventOf(id)
  const does = eventUseCases(asked.death ? dyingPorts(world.ports, asked.death) : world.ports)
  try {
    await ask(does, id, asked.late ? Math.max(1, revision - 1) : revision, asked)
  } catch (error) {
    if (!(error instanceof RewardsError || error instanceof Died)) throw error
  }
}

/** No reward that can be claimed has more units than it says; none is limited without units while claims are taken. */
async function checkAlways(id: string): Promise<void> {
  const { rewards, status } = await eventOf(id)
  for (const { rewardId, stock = 0 } of rewards) {
    const units = sum(await capsOf(world, id, rewardId))
    expect(units).toBeLessThanOrEqual(stock)
    if (status === 'ACTIVE' && stock > 0) expect(units).toBeGreaterThan(0)
  }
}

async function checkWhenCalm(id: string): Promise<void> {
  world.clock.nowMs += 60_000
  await world.does.sweepEvents()
  const { rewards, status, buckets, bucketsOwed } = await eventOf(id)
  expect(bucketsOwed).toBeUndefined()
  for (const { rewardId, stock = 0 } of rewards) {
    const caps = await capsOf(world, id, rewardId)
    expect(caps).toEqual(buckets[rewardId] ?? [])
    if (status !== 'READY' || caps.length > 0) expect(sum(caps)).toBe(stock)
  }
}

let runs = 0

test('whatever operators ask and wherever processes die, units are never more than stock, and when calm as many', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(atOnce, { minLength: 4, maxLength: 12 }), stock, async (rounds, first) => {
      world.clock.nowMs = draft().startsAtMs ?? 0
      const request = {
        idempotencyKey: `run ${++runs}`,
        draft: draft({ rewards: [reward('rwd_a', { stock: first })], endsAtMs: world.clock.nowMs + 1e9 }),
      }
      const { id } = await world.does.createEvent(request, operator)
      for (const steps of rounds) {
        await Promise.all(steps.map(asked => take(id, asked)))
        await checkAlways(id)
      }
      await checkWhenCalm(id)
    }),
    { numRuns: 200, seed: 20_260_101 },
  )
}, 120_000)
