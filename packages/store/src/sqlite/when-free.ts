import type { Surroundings } from '../surroundings.ts'
import { isBusy } from './failures.ts'

/** Trying costs microseconds and other processes hold the lock for a commit's length: short waits, no growth. */
const SHORTEST_WAIT_MS = 1
const LONGEST_WAIT_MS = 6

/**
 * Runs `action`, again and again while another process holds the lock. SQLite's own busy timeout would sleep on this
 * thread and freeze the event loop. What `action` throws last is thrown when `patienceMs` is over.
 */
export async function whenFree<R>(
  action: () => R,
  patienceMs: number,
  { now, sleep, random }: Surroundings,
): Promise<R> {
  const deadline = now() + patienceMs
  for (;;) {
    try {
      return action()
    } catch (error) {
      if (!isBusy(error) || now() >= deadline) throw error
    }
    await sleep(SHORTEST_WAIT_MS + random() * (LONGEST_WAIT_MS - SHORTEST_WAIT_MS))
  }
}
