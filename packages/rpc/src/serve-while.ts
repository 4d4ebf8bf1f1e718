import { every, type Logger, type Periodic } from '@rewards/process'
import type { Server } from './server.ts'
import { untilAborted } from './until-aborted.ts'

export interface ServeWhileOptions {
  /** Resolves when what the service cannot do without answers; rejects, or does not settle, when it does not. */
  readonly answers: () => Promise<unknown>
  /** What that is, for the log: "the store". */
  readonly name: string
  readonly logger: Logger
  /** How often it is asked. Default 1 s. */
  readonly everyMs?: number
  /** How long it may take to answer. Default 2 s. */
  readonly withinMs?: number
}

/**
 * Serving from now on, and not serving for as long as something that the service cannot do without does not answer: callers
 * that have another replica go there, and come back within a second or two. Each change is logged once. To be stopped
 * before the server is closed.
 */
export function serveWhile(server: Pick<Server, 'setServing'>, options: ServeWhileOptions): Periodic {
  const { answers, name, logger, everyMs = 1_000, withinMs = 2_000 } = options
  let serving = true
  const change = (to: boolean, err?: unknown) => {
    if (to === serving) return
    if (to) logger.info(`${name} answers again: serving`)
    else logger.warn({ err }, `${name} does not answer: not serving until it does`)
    serving = to
    server.setServing(to)
  }
  const ask = async (stopping: AbortSignal) => {
    const signal = AbortSignal.any([stopping, AbortSignal.timeout(withinMs)])
    try {
      await untilAborted(answers(), signal)
      change(true)
    } catch (err) {
      if (!stopping.aborted) change(false, err)
    }
  }
  server.setServing(true)
  return every(everyMs, ask, { name: `ask ${name}`, logger })
}
