import type { Found, Goal, Level } from './result.ts'

const RATIO = 0.25
const MEDIAN_MS = 25
/** Garbage collection lets a process's memory swing by about this much. */
const FLAT = 1.1

/** What was found beside what is to be reached. */
export function goalsOf({ levels, halfLoad, memory }: Pick<Found, 'levels' | 'halfLoad' | 'memory'>): Goal[] {
  const best = (rateOf: (level: Level) => number) => Math.max(...levels.map(rateOf))
  const accepted = best(({ claims }) => claims.perSecond) / best(({ forwarded }) => forwarded.perSecond)
  const median = halfLoad.claims.claimToGrantedMs.p50
  // What makes the load keeps the latencies of all calls, and is no part of the system.
  const system = Object.entries(memory).filter(([name]) => name !== 'bench')
  const growth = system.length > 0 ? Math.max(...system.map(([, { ratio }]) => ratio)) : undefined
  return [
    {
      what: 'accepted claims/s ÷ forwarded empty calls/s, each at its best',
      wanted: `≥ ${RATIO}`,
      found: accepted,
      reached: accepted >= RATIO,
    },
    {
      what: 'claim → granted at half load, median in ms',
      wanted: `≤ ${MEDIAN_MS}`,
      found: median,
      reached: median <= MEDIAN_MS,
    },
    {
      what: 'memory, last third of the claims ÷ middle third, of the process that grew most',
      wanted: `≤ ${FLAT}`,
      found: growth,
      reached: growth !== undefined && growth <= FLAT,
    },
  ]
}
