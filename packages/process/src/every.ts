import { AsyncLocalStorage } from 'node:async_hooks'
import { withLogContext } from './log-context.ts'
import type { Logger } from './logger.ts'
import { newTraceparent } from './trace.ts'

/** Work that is repeated until it is stopped. */
export interface Periodic {
  /**
   * Runs the work now, or as soon as the run under way has ended. Resolves after a run that began after this call,
   * or when stopped. Never rejects. Calls that wait for the same run share it. The work itself may poke, not await it.
   */
  poke(): Promise<void>
  /** No further runs; aborts the signal of the run under way and resolves when it has ended. */
  stop(): Promise<void>
}

export interface EveryOptions {
  /** What log lines call this work. */
  readonly name: string
  readonly logger: Logger
  /** 0 to 1; replaces `Math.random` in tests. */
  readonly random?: () => number
}

/**
 * Runs `work` every `intervalMs` ± 10 %, counted from the end of one run to the start of the next, so it never
 * overlaps itself; replicas drift apart. The first run is one interval after the start. A run that throws is logged
 * and the next one comes as usual. Each run has a trace of its own, and is never part of the call that poked it. The timer does not keep the process alive.
 */
export function every(
  intervalMs: number,
  work: (signal: AbortSignal) => Promise<void>,
  options: EveryOptions,
): Periodic {
  const outside = AsyncLocalStorage.snapshot()
  const stopping = new AbortController()
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | undefined
  let waiting: Promise<void> | undefined

  async function run(): Promise<void> {
    clearTimeout(timer)
    running = outside(() => guarded(work, stopping.signal, options))
    await running
    running = undefined
    if (!stopping.signal.aborted) schedule()
  }

  async function runAfter(current: Promise<void>): Promise<void> {
    await current
    waiting = undefined
    if (!stopping.signal.aborted) await run()
  }

  function schedule(): void {
    const delayMs = intervalMs * (0.9 + 0.2 * (options.random ?? Math.random)())
    timer = outside(() => setTimeout(run, delayMs).unref())
  }

  schedule()
  return {
    async poke() {
      if (stopping.signal.aborted) return
      if (!running) return run()
      waiting ??= runAfter(running)
      await waiting
    },
    async stop() {
      stopping.abort()
      clearTimeout(timer)
      await running
    },
  }
}

async function guarded(
  work: (signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
  { name, logger }: EveryOptions,
): Promise<void> {
  await withLogContext({ traceparent: newTraceparent() }, async () => {
    try {
      await undefined // so that work that pokes itself already counts as running
      await work(signal)
    } catch (err) {
      logger.error({ err, work: name }, 'periodic work failed; it will run again')
    }
  })
}
