import type { AuditedKind } from '@rewards/audit'
import type { Simulation } from '../../domain/simulation.ts'

/** What the audit shows of how the simulator behaves: all of it. */
export const SIMULATION: AuditedKind<Simulation> = {
  kind: 'simulation',
  shows: ({ types, latencyMs, failingUntilMs, rejectPercent, failPercent, grantsPerRequest }) => ({
    types: types.join(' '),
    latencyMs: String(latencyMs),
    failingUntil: failingUntilMs === 0 ? '' : new Date(failingUntilMs).toISOString(),
    rejectPercent: String(rejectPercent),
    failPercent: String(failPercent),
    grantsPerRequest: String(grantsPerRequest),
  }),
}
