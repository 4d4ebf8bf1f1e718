import type { Scope } from '@rewards/access'
import { type ListQuery, type ListResult, listPage, type PageRequest } from '@rewards/paging'
import type { Claim, ClaimState } from '../../domain/claim.ts'
import { pagesWithin } from './pages-within.ts'
import type { ClaimPorts } from './ports.ts'

/** Filters; all that are set must hold. '' and absent: not set. */
export interface ClaimFilters {
  readonly eventId: string
  readonly userId: string
  /** RESERVING claims are shown, and so found, as REQUESTED. */
  readonly state: Exclude<ClaimState, 'RESERVING'> | undefined
  /** A failure's reason; a word that is no failure's finds nothing. */
  readonly reason: string | undefined
  readonly changedFromMs: number | undefined
  readonly changedBeforeMs: number | undefined
}

export type ListClaims = (
  filters: ClaimFilters,
  page: PageRequest,
  reads: Scope,
) => Promise<ListResult<Claim>>

/** Claims at events where the caller may read, newest change first. */
export function listClaims(ports: Pick<ClaimPorts, 'claims' | 'events'>): ListClaims {
  const all = { pages: ports.claims, timeOf: ({ changedAtMs }: Claim) => changedAtMs }
  return async (filters, page, reads) => {
    const pages = await pagesWithin(ports, all, reads, filters)
    return listPage(pages, { ...queryOf(filters), list: ['claims', filters] }, page)
  }
}

/** The narrowest index leads; the other filters are held against what it gives. */
function queryOf(filters: ClaimFilters): Omit<ListQuery<Claim>, 'list'> {
  const { changedFromMs, changedBeforeMs } = filters
  return {
    ...leading(filters),
    ...(changedFromMs !== undefined && { from: changedFromMs }),
    ...(changedBeforeMs !== undefined && { before: changedBeforeMs }),
    order: 'desc',
    keep: claim => keeps(filters, claim),
  }
}

function leading({ userId, eventId, state }: ClaimFilters) {
  if (userId) return { index: 'by_user', equals: { userId } }
  if (state && state !== 'REQUESTED' && !eventId) return { index: 'by_state', equals: { state } }
  if (eventId) return { index: 'by_event', equals: { eventId } }
  return { index: 'by_change' }
}

function keeps({ eventId, userId, state, reason }: ClaimFilters, claim: Claim): boolean {
  const shown = claim.state === 'RESERVING' ? 'REQUESTED' : claim.state
  return (
    (!eventId || claim.eventId === eventId) &&
    (!userId || claim.userId === userId) &&
    (!state || shown === state) &&
    (!reason || claim.reason === reason)
  )
}
