import type { Strike } from '../faults/strike.ts'
import { refusedIn } from '../load/tally.ts'

/** The line of one fault. */
export function strikeLine({ kind, victim, whileRecovering, counts, owed }: Strike, label: string): string {
  const what = `${kind.padEnd(5)} ${label.padStart(9)}  ${victim.padEnd(11)} ${whileRecovering ? 'again' : '     '}`
  const inFlight = `${padded(counts.inFlight)} calls and ${padded(owed)} claims in flight`
  return `${what}  ${inFlight}; accepted ${counts.accepted}, refused ${refusedIn(counts)}, unknown ${counts.unknown}`
}

function padded(count: number): string {
  return String(count).padStart(3)
}
