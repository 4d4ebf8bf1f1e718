import type { MeasuredClaims } from '../measure/claims.ts'
import type { Goal } from '../result.ts'
import type { Ratios, Round } from './result.ts'
import { spreadOf } from './spread.ts'

/** What is lost at most. */
const LEAST_LEFT = 0.95
/** What makes the load is no part of the system. */
const NOT_THE_SYSTEM = new Set(['bench'])

export function ratiosOf(rounds: readonly Round[]): Ratios {
  const ratio = (figure: (claims: MeasuredClaims) => number) =>
    spreadOf(rounds.map(({ off, on }) => figure(on) / figure(off)))
  const allPerSecond = (side: keyof Round) => {
    const turns = rounds.map(round => round[side])
    const sum = (figure: (claims: MeasuredClaims) => number) =>
      turns.reduce((all, turn) => all + figure(turn), 0)
    return sum(({ calls }) => calls) / sum(({ calls, grantedPerSecond }) => calls / grantedPerSecond)
  }
  return {
    together: allPerSecond('on') / allPerSecond('off'),
    accepted: ratio(({ perSecond }) => perSecond),
    granted: ratio(({ grantedPerSecond }) => grantedPerSecond),
    cpu: ratio(cpuOf),
  }
}

export function goalsOf({ granted }: Ratios): Goal[] {
  const { median } = granted
  return [
    {
      what: 'claims granted/s, all telemetry on ÷ all off, median of the rounds',
      wanted: `≥ ${LEAST_LEFT}`,
      found: median,
      reached: median >= LEAST_LEFT,
    },
  ]
}

/** 1 where it cannot be seen: there is no ratio then. */
function cpuOf({ spent }: MeasuredClaims): number {
  const own = Object.entries(spent).filter(([name]) => !NOT_THE_SYSTEM.has(name))
  return own.reduce((sum, [, { msPerThousand }]) => sum + msPerThousand, 0) || 1
}
