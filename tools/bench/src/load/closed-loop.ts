import type { NextCall } from './next-call.ts'
import { type Load, Tally } from './tally.ts'

export interface ClosedLoop {
  readonly callers: number
  /** No call begins later than this. */
  readonly forMs: number
  readonly signal: AbortSignal
}

/** So many callers, each of which begins its next call when the one before has ended. Rejects when aborted. */
export async function closedLoop(next: NextCall, { callers, forMs, signal }: ClosedLoop): Promise<Load> {
  const tally = new Tally()
  const until = performance.now() + forMs
  const caller = async () => {
    for (;;) {
      const startedAt = performance.now()
      if (startedAt >= until || signal.aborted) return
      const call = next()
      if (!call) return
      await tally.count(call, startedAt)
    }
  }
  await Promise.all(Array.from({ length: callers }, caller))
  signal.throwIfAborted()
  return tally.load()
}
