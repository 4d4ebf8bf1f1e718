import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { RewardsError } from '@rewards/errors'
import type { Collection } from '@rewards/store'
import { type Editor, type EventPorts, eventUseCases } from '../src/application/events/index.ts'
import type { Bucket } from '../src/domain/bucket.ts'
import type { Event } from '../src/domain/event.ts'
import { collections } from '../src/infrastructure/store/collections.ts'
import { openStoreOf } from './stores.ts'

export const START = Date.UTC(2026, 0, 1)
export const HOUR = 3_600_000
export const operator: Editor = { userId: 'usr_operator', changes: 'everywhere', token: 'token-of-operator' }

/** The event definitions over a real store in a folder of its own, a clock that is set by hand, and no condition service. */
export async function eventWorld(overrides: Partial<EventPorts> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'rewards-events-'))
  const store = await openStoreOf(folder)
  const clock = { nowMs: START }
  const warnings: object[] = []
  const ports = {
    events: store.collection<Event>(collections.events),
    buckets: store.collection<Bucket>(collections.buckets),
    conditions: { validate: async () => undefined },
    now: () => clock.nowMs,
    log: { warn: (facts: object) => warnings.push(facts) },
    ...overrides,
  } satisfies EventPorts
  return {
    ports,
    clock,
    warnings,
    buckets: ports.buckets as Collection<Bucket>,
    does: eventUseCases(ports),
    async [Symbol.asyncDispose]() {
      await store.close()
      await rm(folder, { recursive: true })
    },
  }
}

export type EventWorld = Awaited<ReturnType<typeof eventWorld>>

/** The caps of a reward's buckets that are in the store, in the order of their numbers. */
export async function capsOf({ buckets }: EventWorld, eventId: string, rewardId: string): Promise<number[]> {
  const found: number[] = []
  for (let k = 0; ; k++) {
    const bucket = await buckets.get(`${eventId}:${rewardId}:${k}`)
    if (!bucket) return found
    found.push(bucket.value.cap)
  }
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

/** The error that a promise is rejected with; fails when it is none that callers may know of. */
export async function refusalOf(promise: Promise<unknown>): Promise<RewardsError> {
  const error = await promise.then(
    value => new Error(`resolved with ${inspect(value)}`),
    (reason: unknown) => reason,
  )
  if (error instanceof RewardsError) return error
  throw error
}
