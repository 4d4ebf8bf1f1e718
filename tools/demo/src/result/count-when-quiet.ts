import { setTimeout as sleep } from 'node:timers/promises'
import type { Counted } from '../outside/counted.ts'
import { agrees, type Comparison } from './comparison.ts'

const PATIENCE_MS = 20_000
const COUNT_EVERY_MS = 500

/**
 * Counts until the count agrees, or for 20 seconds; returns the last comparison. What is granted never becomes less,
 * so patience hides nothing: it lets a store sync what callers were told of, and the scan free what failed attempts held.
 */
export async function countWhenQuiet(
  count: () => Promise<Counted>,
  compareTo: (counted: Counted) => Comparison[],
  signal: AbortSignal,
): Promise<Comparison[]> {
  const startedAt = performance.now()
  for (;;) {
    const comparisons = compareTo(await count())
    if (comparisons.every(agrees) || performance.now() - startedAt > PATIENCE_MS) return comparisons
    await sleep(COUNT_EVERY_MS, undefined, { signal })
  }
}
