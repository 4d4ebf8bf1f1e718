import { checkPageSize, decodePageToken, encodePageToken, type PageRequest } from '@rewards/paging'
import type { Position, Stored } from '@rewards/store'
import { type Attempt, claimId } from '../../domain/claim.ts'
import type { Refusal } from '../../domain/refusal.ts'
import type { Viewer } from './get-claim.ts'
import { isEventWithin } from './owners.ts'
import type { ClaimPorts } from './ports.ts'

export type HistoryEntry =
  | { readonly type: 'attempt'; readonly attempt: Attempt }
  | { readonly type: 'refusal'; readonly refusal: Stored<Refusal> }

export interface History {
  /** The latest first. */
  readonly entries: readonly HistoryEntry[]
  /** Empty: this was the last page. */
  readonly nextPageToken: string
}

/** One user at one event. */
export interface Pair {
  readonly eventId: string
  readonly userId: string
}

export type GetClaimHistory = (pair: Pair, page: PageRequest, viewer: Viewer) => Promise<History>

/**
 * Every request of the pair that was decided: the attempts of the claim and the refusals, merged by time. Of another user
 * than the viewer nothing, unless they may read at that event.
 */
export function getClaimHistory(ports: Pick<ClaimPorts, 'claims' | 'refusals' | 'events'>): GetClaimHistory {
  return async ({ eventId, userId }, page, viewer) => {
    const pair = `${eventId}:${userId}`
    const size = checkPageSize(page)
    const after = decodePageToken(['history', pair], page.pageToken)
    if (userId !== viewer.userId && !(await isEventWithin(ports, eventId, viewer.reads))) return NOTHING
    const claim = await ports.claims.get(claimId(eventId, userId))
    const attempts = (claim?.value.attempts ?? []).map(attempt => placedAttempt(pair, attempt))
    const query = { index: 'by_pair', equals: { pair }, order: 'desc', limit: size + 1 } as const
    const { items } = await ports.refusals.page({ ...query, ...(after && { after }) })
    const placed = [...attempts, ...items.map(refusal => placedRefusal(pair, refusal))]
      .filter(({ at }) => !after || isBehind(at, after))
      .sort((a, b) => (isBehind(b.at, a.at) ? -1 : 1))
    const last = placed[size - 1]
    return {
      entries: placed.slice(0, size).map(({ entry }) => entry),
      nextPageToken: placed.length > size && last ? encodePageToken(['history', pair], last.at) : '',
    }
  }
}

const NOTHING: History = { entries: [], nextPageToken: '' }

interface Placed {
  readonly entry: HistoryEntry
  /** A position in the refusals' index, so that both kinds share one order: pair, time, id. */
  readonly at: Position
}

function placedAttempt(pair: string, attempt: Attempt): Placed {
  const id = `attempt ${String(attempt.no).padStart(4, '0')}`
  return { entry: { type: 'attempt', attempt }, at: [pair, attempt.requestedAtMs, id] }
}

function placedRefusal(pair: string, refusal: Stored<Refusal>): Placed {
  return { entry: { type: 'refusal', refusal }, at: [pair, refusal.value.refusedAtMs, refusal.id] }
}

/** Whether `a` comes after `b`, the latest first. */
function isBehind([, aTime = 0, aId = '']: Position, [, bTime = 0, bId = '']: Position): boolean {
  return aTime < bTime || (aTime === bTime && aId < bId)
}
