import type { BenchOptions } from '../arguments.ts'
import type { MeasuredClaims } from '../measure/claims.ts'
import type { Goal } from '../result.ts'
import type { Spread } from './spread.ts'

/** One after the other, on two systems of the same machine. */
export interface Round {
  readonly off: MeasuredClaims
  readonly on: MeasuredClaims
}

/** Each is a ratio, on by off; below 1 is a loss, of CPU a gain. */
export interface Ratios {
  /** Of all rounds together: all claims granted by all the time that they took. */
  readonly together: number
  readonly accepted: Spread
  readonly granted: Spread
  /** CPU for one claim, of all processes of the system. */
  readonly cpu: Spread
}

/** What telemetry costs. */
export interface TelemetryResult {
  readonly startedAt: string
  readonly machine: Readonly<Record<string, string | number>>
  readonly options: BenchOptions & { readonly rounds: number }
  readonly rounds: readonly Round[]
  readonly ratios: Ratios
  /** How many spans came to the collector, and for how many claims. */
  readonly spans: number
  readonly claims: number
  readonly goals: readonly Goal[]
}
