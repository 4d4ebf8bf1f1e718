import { type DestinationStream, type Logger, pino } from 'pino'
import { currentLogContext } from './log-context.ts'
import type { ProcessConfig } from './process-config.ts'
import { traceIdOf } from './trace.ts'

export type { Logger } from 'pino'

/** Keys whose values never reach a log line, at the top or up to two levels deep. */
const SECRET_KEYS = [
  'authorization',
  'token',
  'accessToken',
  'refreshToken',
  'password',
  'passwordHash',
  'secret',
  'privateKey',
] as const

/**
 * A logger of JSON lines on standard output (or `destination`). Each line carries the service's name and, inside
 * `withLogContext`, the trace id and the claim id. Values under the secret keys are replaced by `[redacted]`.
 */
export function createLogger(
  options: { service: string; level: ProcessConfig['logLevel'] },
  destination?: DestinationStream,
): Logger {
  const settings = {
    level: options.level,
    base: { service: options.service },
    mixin: contextFields,
    redact: { paths: SECRET_KEYS.flatMap(key => [key, `*.${key}`, `*.*.${key}`]), censor: '[redacted]' },
    formatters: { level: (label: string) => ({ level: label }) },
  }
  return pino(settings, destination ?? standardOutput())
}

/** What is kept for standard output while it takes nothing; what is more is lost. */
const UNWRITTEN_BYTES = 1_048_576
/** What a write says when nobody will ever read it. */
const READER_GONE: readonly unknown[] = ['EPIPE', 'ECONNRESET']

/**
 * Standard output, which may fail for a while (a full disk) or for good (its reader has gone). Neither ends the process:
 * lines are lost. Flushing is given up after a failure, since it would try for ever.
 */
function standardOutput(): DestinationStream {
  const output = pino.destination({ fd: 1, sync: true, maxLength: UNWRITTEN_BYTES })
  output.on('error', (error: NodeJS.ErrnoException) => {
    output.flushSync = () => undefined
    if (READER_GONE.includes(error.code)) output.write = () => true
  })
  return output
}

function contextFields(): Record<string, string> {
  const { traceparent, claimId } = currentLogContext()
  return { ...(traceparent && { traceId: traceIdOf(traceparent) }), ...(claimId && { claimId }) }
}
