import { Violations } from '@rewards/errors'
import { type ListQuery, type ListResult, listPage, type PageRequest } from '@rewards/paging'
import type { Grant, GrantState } from '../domain/grant.ts'
import type { GrantPorts } from './ports.ts'

/** Filters; all that are set must hold. '' and `undefined`: not set. */
export interface GrantFilters {
  readonly userId: string
  readonly eventId: string
  readonly claimId: string
  /** `unknown`: a state that this version does not know. */
  readonly state: GrantState | 'unknown' | undefined
  /** Epoch ms, included. NaN: no time that there is. */
  readonly changedFromMs: number | undefined
  /** Epoch ms, not included. */
  readonly changedBeforeMs: number | undefined
}

/** Anyone's grants, newest change first. Throws INVALID_FIELDS, INVALID_PAGE_TOKEN. */
export function listGrants({ grants }: Pick<GrantPorts, 'grants'>) {
  return async (filters: GrantFilters, page: PageRequest): Promise<ListResult<Grant>> => {
    check(filters)
    return listPage(grants, queryOf(filters), page)
  }
}

function check(filters: GrantFilters): void {
  const { userId, eventId, claimId, state, changedFromMs: from, changedBeforeMs: before } = filters
  const violations = new Violations()
  if (userId !== '') violations.id('user_id', userId, 'usr')
  if (eventId !== '') violations.id('event_id', eventId, 'evt')
  violations.text('claim_id', claimId, { min: 0, max: 200 })
  if (state === 'unknown')
    violations.add('state', 'is no state; allowed is one of PENDING, GRANTED, REJECTED')
  if (Number.isNaN(from)) violations.add('changed_from', 'is no time; allowed is any time')
  if (Number.isNaN(before)) violations.add('changed_before', 'is no time; allowed is any time')
  if (from !== undefined && before !== undefined && before <= from)
    violations.add('changed_before', 'is not after changed_from')
  violations.throwIfAny()
}

/** The narrowest index leads; `keep` holds the other filters against what it gives. */
function queryOf(filters: GrantFilters): ListQuery<Grant> {
  const { changedFromMs: from, changedBeforeMs: before } = filters
  return {
    list: ['grants', filters],
    ...leading(filters),
    ...(from !== undefined && { from }),
    ...(before !== undefined && { before }),
    order: 'desc',
    keep: grant => fits(grant, filters),
  }
}

function leading({
  claimId,
  userId,
  eventId,
  state,
}: GrantFilters): Pick<ListQuery<Grant>, 'index' | 'equals'> {
  if (claimId !== '') return { index: 'by_claim', equals: { claimId } }
  if (userId !== '') return { index: 'by_user', equals: { userId } }
  if (eventId !== '') return { index: 'by_event', equals: { eventId } }
  return state === undefined ? { index: 'by_change' } : { index: 'by_state', equals: { state } }
}

function fits(grant: Grant, { claimId, userId, eventId, state }: GrantFilters): boolean {
  return (
    (claimId === '' || grant.claimId === claimId) &&
    (userId === '' || grant.userId === userId) &&
    (eventId === '' || grant.eventId === eventId) &&
    (state === undefined || grant.state === state)
  )
}
