import { setTimeout as sleep } from 'node:timers/promises'
import type { NextCall } from './next-call.ts'
import { type Load, Tally } from './tally.ts'

export interface Pace {
  readonly perSecond: number
  readonly forMs: number
  readonly signal: AbortSignal
}

/**
 * Begins calls at a steady pace, whether or not those before have ended. A latency counts from the moment when the call
 * should have begun, so that a stall counts for all that it delayed. Rejects when aborted.
 */
export async function paced(next: NextCall, { perSecond, forMs, signal }: Pace): Promise<Load> {
  const tally = new Tally()
  const startedAt = performance.now()
  const underWay = new Set<Promise<void>>()
  const dueAt = (call: number) => startedAt + (call * 1_000) / perSecond
  for (let call = 0; dueAt(call) < startedAt + forMs; call++) {
    while (performance.now() < dueAt(call)) await sleep(1, undefined, { signal })
    const begun = next()
    if (!begun) break
    const counted = tally.count(begun, dueAt(call)).finally(() => underWay.delete(counted))
    underWay.add(counted)
  }
  await Promise.all(underWay)
  signal.throwIfAborted()
  return tally.load()
}
