import type { Stored } from '@rewards/store'
import type { Session } from '../domain/session.ts'
import { postponeVisits } from '../domain/visits.ts'
import { deliverVisits } from './deliver-visits.ts'
import type { AuthPorts } from './ports.ts'

type SweepPorts = Pick<AuthPorts, 'sessions' | 'activities' | 'visitsUndelivered' | 'now' | 'random'>

const BATCH = 64

/**
 * Delivers what sessions owe to condition, the longest due first, until nothing is due, a batch has a failure, or the signal
 * aborts. What failed is put off, each longer than the time before. Gives how many failed.
 */
export function sweepVisits(ports: SweepPorts) {
  return async (signal: AbortSignal): Promise<number> => {
    while (!signal.aborted) {
      const due = await ports.sessions.due(ports.now(), BATCH)
      const delivered = await Promise.all(due.map(session => deliverOrPostpone(ports, session)))
      const failed = delivered.filter(each => !each).length
      if (failed > 0 || due.length < BATCH) return failed
    }
    return 0
  }
}

async function deliverOrPostpone(ports: SweepPorts, session: Stored<Session>): Promise<boolean> {
  const delivered = await deliverVisits(ports, session)
  if (!delivered)
    await ports.sessions.update(
      session.id,
      current => current && postponeVisits(current, ports.now(), ports.random()),
    )
  return delivered
}
