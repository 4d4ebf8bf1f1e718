import type { Scope } from '@rewards/access'
import { type ListResult, listPage, type PageRequest } from '@rewards/paging'
import type { Refusal } from '../../domain/refusal.ts'
import { pagesWithin } from './pages-within.ts'
import type { ClaimPorts } from './ports.ts'

/** Filters; all that are set must hold. '' and absent: not set. */
export interface RefusalFilters {
  readonly eventId: string
  readonly userId: string
  /** A word that is no refusal's reason finds nothing. */
  readonly reason: string | undefined
  readonly refusedFromMs: number | undefined
  readonly refusedBeforeMs: number | undefined
}

export type ListRefusals = (
  filters: RefusalFilters,
  page: PageRequest,
  reads: Scope,
) => Promise<ListResult<Refusal>>

/** Refused requests for events where the caller may read, the latest first. */
export function listRefusals(ports: Pick<ClaimPorts, 'refusals' | 'events'>): ListRefusals {
  const all = { pages: ports.refusals, timeOf: ({ refusedAtMs }: Refusal) => refusedAtMs }
  return async (filters, page, reads) => {
    const { refusedFromMs, refusedBeforeMs } = filters
    const query = {
      list: ['refusals', filters],
      ...leading(filters),
      ...(refusedFromMs !== undefined && { from: refusedFromMs }),
      ...(refusedBeforeMs !== undefined && { before: refusedBeforeMs }),
      order: 'desc',
      keep: (refusal: Refusal) => keeps(filters, refusal),
    } as const
    return listPage(await pagesWithin(ports, all, reads, filters), query, page)
  }
}

function leading({ eventId, userId, reason }: RefusalFilters) {
  if (userId && eventId) return { index: 'by_pair', equals: { pair: `${eventId}:${userId}` } }
  if (userId) return { index: 'by_user', equals: { userId } }
  if (eventId) return { index: 'by_event', equals: { eventId } }
  if (reason) return { index: 'by_reason', equals: { reason } }
  return { index: 'by_time' }
}

function keeps({ eventId, userId, reason }: RefusalFilters, refusal: Refusal): boolean {
  return (
    (!eventId || refusal.eventId === eventId) &&
    (!userId || refusal.userId === userId) &&
    (!reason || refusal.reason === reason)
  )
}
