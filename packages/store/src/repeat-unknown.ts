import { OutcomeUnknown, StoreUnavailable } from './errors.ts'
import type { Surroundings } from './surroundings.ts'

const FIRST_WAIT_MS = 10
const LONGEST_WAIT_MS = 500

/**
 * Runs a write that carries an operation id, and repeats it while its outcome is unknown, with growing jittered waits.
 * Rejects with `OutcomeUnknown` when it is still unknown after `patienceMs`.
 */
export async function repeatUnknown<R>(
  write: () => Promise<R>,
  patienceMs: number,
  surroundings: Surroundings,
): Promise<R> {
  try {
    return await write()
  } catch (error) {
    if (!(error instanceof OutcomeUnknown)) throw error
    return await untilKnown(write, error, surroundings.now() + patienceMs, surroundings)
  }
}

async function untilKnown<R>(
  write: () => Promise<R>,
  unknown: OutcomeUnknown,
  deadline: number,
  { now, sleep, random }: Surroundings,
): Promise<R> {
  for (let longest = FIRST_WAIT_MS; ; longest = Math.min(longest * 2, LONGEST_WAIT_MS)) {
    await sleep(longest * (0.5 + random() / 2))
    try {
      return await write()
    } catch (error) {
      // "Nothing was written" is said of the repeat alone: the first try may still have been.
      const stillUnknown = error instanceof OutcomeUnknown || error instanceof StoreUnavailable
      if (!stillUnknown) throw error
    }
    if (now() >= deadline) throw unknown
  }
}
