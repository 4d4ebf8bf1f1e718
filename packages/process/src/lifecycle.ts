import { createLogger, type Logger } from './logger.ts'
import { ConfigError, type ParsedConfig } from './parse-config.ts'
import type { ProcessConfig } from './process-config.ts'
import { StopSteps } from './stop-steps.ts'

/** What a process that is starting is given. */
export interface Life {
  readonly logger: Logger
  /** Aborts when a stop is asked for: a start that waits for something gives up then, by rejecting. */
  readonly stopping: AbortSignal
  /**
   * Registers what must be stopped, right after it was started. Steps run one after the other, the last registered
   * first, so that what was built on something stops before it. All of them run, even when one throws.
   */
  onStop(name: string, stop: () => Promise<void> | void): void
}

export interface ProcessDefinition<C extends ProcessConfig> {
  /** The service's name in logs and messages. */
  readonly name: string
  /** Reads the environment; a `ConfigError` becomes one line per problem on standard error and exit code 1. */
  readonly config: () => ParsedConfig<C>
  /** Resolves when the process does its work. A rejection is a start failure: one sentence, exit code 1. */
  readonly start: (config: C, life: Life) => Promise<void>
}

/**
 * A process from its start to its end. Stops in order on SIGTERM, SIGINT or, if the configuration says so, the end of
 * standard input; a signal during the start stops it as soon as the start has ended or given up. Exit codes: 0 after an orderly
 * stop; 1 when the configuration or the start failed, when a stop failed or took longer than `stopWithinMs`, and for
 * an uncaught exception or an unhandled rejection (logged, no orderly stop: the state is unknown); 128 + n when a
 * second signal cuts the stop short. Never resolves before the start has ended; the process exits by itself.
 */
export async function runProcess<C extends ProcessConfig>(definition: ProcessDefinition<C>): Promise<void> {
  const { config, warnings } = readConfig(definition)
  const logger = createLogger({ service: definition.name, level: config.logLevel })
  for (const warning of warnings) logger.warn(warning)
  exitOnUncaught(logger)

  const steps = new StopSteps(logger)
  const stopping = new AbortController()
  const onStop: Life['onStop'] = (name, stop) => steps.add(name, stop)
  const life = { logger, stopping: stopping.signal, onStop }
  // In a turn of its own, so that no signal comes before somebody listens.
  const started = Promise.resolve().then(() => definition.start(config, life))
  stopOnRequest(config, logger, async () => {
    stopping.abort()
    await started.catch(() => undefined)
    return steps.runAll()
  })
  try {
    await started
    logger.info('started')
  } catch (err) {
    if (stopping.signal.aborted) return
    logger.debug({ err }, 'start failed')
    process.stderr.write(`${definition.name} did not start: ${sentence(err)}\n`)
    await within(config.stopWithinMs, steps.runAll())
    process.exit(1)
  }
}

function readConfig<C extends ProcessConfig>(definition: ProcessDefinition<C>): ParsedConfig<C> {
  try {
    return definition.config()
  } catch (err) {
    const problems = err instanceof ConfigError ? err.problems : [sentence(err)]
    for (const problem of problems) process.stderr.write(`${definition.name} did not start: ${problem}\n`)
    process.exit(1)
  }
}

function stopOnRequest(config: ProcessConfig, logger: Logger, stop: () => Promise<boolean>): void {
  let stopping = false
  const request = async (why: string, exitCode: number) => {
    if (stopping && exitCode > 0) process.exit(exitCode)
    if (stopping) return
    stopping = true
    logger.info({ why }, 'stopping')
    const clean = await within(config.stopWithinMs, stop())
    if (clean === undefined) logger.error({ stopWithinMs: config.stopWithinMs }, 'the stop took too long')
    process.exit(clean ? 0 : 1)
  }
  process.on('SIGTERM', () => request('SIGTERM', 143))
  process.on('SIGINT', () => request('SIGINT', 130))
  if (config.endWithStdin) process.stdin.on('end', () => request('standard input ended', 0)).resume()
}

function exitOnUncaught(logger: Logger): void {
  for (const event of ['uncaughtException', 'unhandledRejection'] as const)
    process.on(event, err => {
      logger.fatal({ err }, event)
      process.exit(1)
    })
}

/** What `work` resolves to, or `undefined` after `limitMs`. */
async function within<T>(limitMs: number, work: Promise<T>): Promise<T | undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>()
  const timer = setTimeout(resolve, limitMs, undefined)
  return Promise.race([work, promise]).finally(() => clearTimeout(timer))
}

function sentence(err: unknown): string {
  return err instanceof Error ? err.message : String(err)
}
