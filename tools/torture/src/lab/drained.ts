import { setTimeout as sleep } from 'node:timers/promises'
import type { Lab } from './lab.ts'

/** How what was owed at a moment came to be owed no more. */
export interface Drained {
  /** How many claims it were. */
  readonly claims: number
  /** Those still owed after the time that was given. */
  readonly left: readonly string[]
  /** How long it took until the last was closed, or until it was given up. */
  readonly ms: number
}

const LOOK_EVERY_MS = 250

/** Waits until every claim that is accepted now and not closed was closed at some moment, at most so long. The load goes on. */
export async function drained({ fittings }: Lab, withinMs: number): Promise<Drained> {
  const { stores, signal } = fittings
  const startedAt = performance.now()
  let left = await stores.owing()
  const claims = left.length
  for (;;) {
    const ms = performance.now() - startedAt
    if (left.length === 0 || ms > withinMs) return { claims, left, ms }
    await sleep(LOOK_EVERY_MS, undefined, { signal })
    const now = new Set(await stores.owing())
    left = left.filter(id => now.has(id))
  }
}
