import type { Stored } from '@rewards/store'
import type { Event } from '../../domain/event.ts'
import { endIfOver } from '../../domain/event-status.ts'
import { withDue } from '../../domain/event-stock.ts'
import type { EventPorts } from './ports.ts'
import { settleBuckets } from './settle-buckets.ts'

/** How many events one run looks at; what is left over is due in the next. */
const BATCH = 100
/** After so long somebody else may look at an event that a run has taken up and not finished. */
const LEASE_MS = 30_000

/**
 * Sees to the events that are due: inserts the buckets that they owe, and ends those whose window is over. Gives how
 * many it took up. One event that fails is logged, and comes again after the lease, behind the others.
 */
export function sweepEvents(ports: EventPorts) {
  return async (): Promise<number> => {
    const due = await ports.events.due(ports.now(), BATCH)
    const outcomes = await Promise.allSettled(due.map(({ id }) => sweepEvent(ports, id)))
    for (const [at, outcome] of outcomes.entries())
      if (outcome.status === 'rejected')
        ports.log.warn(
          { err: outcome.reason, eventId: due[at]?.id },
          'an event could not be swept; it comes again',
        )
    return due.length
  }
}

async function sweepEvent(ports: EventPorts, id: string): Promise<void> {
  const nowMs = ports.now()
  const { written, stored } = await ports.events.update(id, event => lease(event, nowMs))
  if (!written || !stored) return
  await finish(ports, await settleBuckets(ports, stored))
}

/** Whoever moves `dueAt` on has taken the event up; correctness does not depend on being alone. */
function lease(event: Event | undefined, nowMs: number): Event | undefined {
  if (event?.dueAt === undefined || event.dueAt > nowMs) return undefined
  return { ...event, dueAt: nowMs + LEASE_MS }
}

async function finish({ events, now }: EventPorts, { id }: Stored<Event>): Promise<void> {
  await events.update(id, event => {
    if (!event) return undefined
    const next = withDue(endIfOver(event, now()) ?? event)
    return next.dueAt === event.dueAt && next.status === event.status ? undefined : next
  })
}
