import { createHash } from 'node:crypto'
import type { Violations } from '@rewards/errors'
import type { RewardType } from './grant.ts'

/** How the simulator behaves. */
export interface Simulation {
  /** Grants of these types that are opened from now on go through the simulator. */
  readonly types: readonly RewardType[]
  /** Before each answer. Milliseconds, 0 to 60,000. */
  readonly latencyMs: number
  /** Until then no call is answered. Epoch ms; 0: answered. */
  readonly failingUntilMs: number
  /** Of the grants, rejected for good; by a hash of the key. 0 to 100. */
  readonly rejectPercent: number
  /** Of the calls, not answered this time; by chance. 0 to 100. */
  readonly failPercent: number
  /** How many new answers the calls of one request get; 0: all. At most 20, as a claim has no more rewards. */
  readonly grantsPerRequest: number
}

export const NO_SIMULATION: Simulation = {
  types: [],
  latencyMs: 0,
  failingUntilMs: 0,
  rejectPercent: 0,
  failPercent: 0,
  grantsPerRequest: 0,
}

/** Notes what is out of range, by the names of the contract. */
export function checkSimulation(violations: Violations, simulation: Simulation): void {
  const { latencyMs, failingUntilMs, rejectPercent, failPercent, grantsPerRequest } = simulation
  violations.integer('simulation.latency_ms', latencyMs, { min: 0, max: 60_000 })
  if (!Number.isSafeInteger(failingUntilMs))
    violations.add('simulation.failing_until', 'is no time; allowed is any time')
  violations.integer('simulation.reject_percent', rejectPercent, { min: 0, max: 100 })
  violations.integer('simulation.fail_percent', failPercent, { min: 0, max: 100 })
  violations.integer('simulation.grants_per_request', grantsPerRequest, { min: 0, max: 20 })
}

/** Why a call gets no answer this time; `undefined` when it gets one. `roll` is chance, [0, 1). */
export function silenceOf(
  { failingUntilMs, failPercent }: Simulation,
  nowMs: number,
  roll: number,
): string | undefined {
  if (nowMs < failingUntilMs) return 'the simulator is down'
  return roll * 100 < failPercent ? 'the simulator failed by chance' : undefined
}

/** Whether the key is among those that are rejected: the same for the same key and percentage, and for every higher one. */
export function isRejected({ rejectPercent }: Simulation, key: string): boolean {
  return createHash('sha256').update(key).digest().readUInt32BE() % 100 < rejectPercent
}
