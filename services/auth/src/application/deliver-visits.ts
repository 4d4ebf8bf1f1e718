import type { Stored } from '@rewards/store'
import type { Session } from '../domain/session.ts'
import { settleVisits } from '../domain/visits.ts'
import type { AuthPorts } from './ports.ts'

type DeliveryPorts = Pick<AuthPorts, 'sessions' | 'activities' | 'visitsUndelivered'>

/** The most that condition takes at once; the rest waits for the next delivery. */
const BATCH = 1_000

/**
 * Gives condition what the session owes it, and strikes it off. Never rejects: false means that some is still owed, and that
 * the sweep will see to it. Two that deliver the same do no harm, since a visit is recorded under an id of its own.
 */
export async function deliverVisits(
  { sessions, activities, visitsUndelivered }: DeliveryPorts,
  { id, value: { userId, owedVisits } }: Pick<Stored<Session>, 'id' | 'value'>,
): Promise<boolean> {
  const visits = owedVisits.slice(0, BATCH)
  if (visits.length === 0) return true
  try {
    await activities.record(userId, visits)
    await sessions.update(id, current => current && settleVisits(current, visits))
    return true
  } catch (error) {
    visitsUndelivered(id, error)
    return false
  }
}
