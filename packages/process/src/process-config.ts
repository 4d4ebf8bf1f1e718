import type { ConfigOf } from './field.ts'
import { withDefault } from './field.ts'
import { duration, flag, oneOf } from './field-kinds.ts'

/** The fields of every process; a service spreads them into its own table. */
export const processFields = {
  /** How much is logged. */
  logLevel: withDefault(
    oneOf('REWARDS_LOG_LEVEL', ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']),
    'info',
  ),
  /** Whether the process ends when its standard input does: set by a launcher that holds the other end. */
  endWithStdin: withDefault(flag('REWARDS_END_WITH_STDIN'), false),
  /** How long an orderly stop may take before the process gives up on it. */
  stopWithinMs: withDefault(duration('REWARDS_STOP_WITHIN', { minMs: 100, maxMs: 300_000 }), 15_000),
} as const

/** What `runProcess` needs to know. */
export type ProcessConfig = ConfigOf<typeof processFields>
