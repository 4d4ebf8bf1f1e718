import { setTimeout as pause } from 'node:timers/promises'
import { mailBusy } from '../../domain/account-errors.ts'

/** Work may hold up the process for a moment; by then the answer has left, so that its time tells nothing of the work. */
const ANSWER_LEAVES_MS = 20

/** Work that nobody waits for, so much of it at once. */
export interface AfterAnswer {
  /** Begins the work after the caller has gone on. Throws MAIL_BUSY when too much is under way. */
  readonly run: (work: () => Promise<void>) => void
  /** Resolves when all of it has ended. */
  readonly settled: () => Promise<void>
}

/** `noted` gets what the work fails with. */
export function afterAnswer(atOnce: number, noted: (error: unknown) => void): AfterAnswer {
  const running = new Set<Promise<void>>()
  return {
    run(work) {
      if (running.size >= atOnce) throw mailBusy()
      const done = pause(ANSWER_LEAVES_MS)
        .then(work)
        .catch(noted)
        .finally(() => running.delete(done))
      running.add(done)
    },
    async settled() {
      await Promise.all(running)
    },
  }
}
