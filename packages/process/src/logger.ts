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
  return destination ? pino(settings, destination) : pino(settings)
}

function contextFields(): Record<string, string> {
  const { traceparent, claimId } = currentLogContext()
  return { ...(traceparent && { traceId: traceIdOf(traceparent) }), ...(claimId && { claimId }) }
}
