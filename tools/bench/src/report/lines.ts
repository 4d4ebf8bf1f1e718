import type { Load } from '../load/tally.ts'
import type { MeasuredClaims } from '../measure/claims.ts'
import type { Floors } from '../result.ts'
import { count, ms } from './figures.ts'

/** The floors, a line each. */
export function floorLines({ syncs, commitsByOne, commitsBy64, messages }: Floors): string[] {
  return [
    `  blocks written and synced, one after the other   ${count(syncs).padStart(8)}/s`,
    `  documents committed, 1 caller                    ${count(commitsByOne).padStart(8)}/s`,
    `  documents committed, 64 callers                  ${count(commitsBy64).padStart(8)}/s`,
    `  messages published and handled                   ${count(messages).padStart(8)}/s`,
  ]
}

/** A load of empty calls in one line. */
export function emptyLine(what: string, load: Load): string {
  return `  ${what.padEnd(18)} ${loadText(load)}`
}

/** A load of claims in one line. */
export function claimLine(what: string, claims: MeasuredClaims): string {
  const { grantedPerSecond, claimToGrantedMs } = claims
  const granted = `granted ${count(grantedPerSecond)}/s, after ${ms(claimToGrantedMs.p50)} ms (p50) ${ms(claimToGrantedMs.p99)} (p99)`
  return `${emptyLine(what, claims)}; ${granted}`
}

function loadText({ callers, perSecond, latencyMs, failures }: Load): string {
  const { p50, p95, p99 } = latencyMs
  const failed = Object.values(failures).reduce((sum, times) => sum + times, 0)
  const rate = `${String(callers).padStart(4)} callers ${count(perSecond).padStart(7)}/s`
  const times = `p50 ${ms(p50)} p95 ${ms(p95)} p99 ${ms(p99)} ms`
  return failed === 0
    ? `${rate}, ${times}`
    : `${rate}, ${times}, ${failed} FAILED (${Object.keys(failures)[0]})`
}
