import { BROKER } from '../faults/kinds.ts'
import type { Lab } from './lab.ts'

const HOUR_MS = 3_600_000

/**
 * Sets all clocks an hour ahead for good: what one that was ahead put off by its own time is due by then. Clocks do not
 * decide what is done, but when.
 */
export function anHourPasses({ fittings }: Lab): void {
  const { target, clocks, surroundings } = fittings
  if (!clocks) return
  surroundings.say('an hour passes by all clocks')
  for (const name of target.victims) if (name !== BROKER) clocks.set(name, HOUR_MS)
}
