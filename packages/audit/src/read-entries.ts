import { Violations } from '@rewards/errors'
import { type ListQuery, type ListResult, listPage, type PageRequest } from '@rewards/paging'
import type { Collection, Position } from '@rewards/store'
import type { AuditEntry, AuditOutcome } from './entry.ts'
import type { AuditLink } from './link.ts'

/** Which entries; what is empty or `undefined` does not matter. */
export interface AuditFilter {
  readonly actorId: string
  readonly targetId: string
  readonly action: string
  readonly outcome: AuditOutcome | undefined
  /** Epoch ms, included. */
  readonly fromMs: number | undefined
  /** Epoch ms, not included. */
  readonly beforeMs: number | undefined
}

const LONGEST_WORD = 300

/** Entries, the latest first. Throws INVALID_FIELDS, INVALID_PAGE_TOKEN. */
export async function listEntries(
  links: Collection<AuditLink>,
  filter: AuditFilter,
  page: PageRequest,
): Promise<ListResult<AuditLink>> {
  checkFilter(filter)
  return listPage(links, queryOf(filter), page)
}

/** A piece of an export: the next entries that the filter lets through, and up to which the chain was looked at. */
export interface Exported {
  readonly entries: readonly AuditLink[]
  readonly sequence: number
}

/** Bounds a piece as a message: 50 of the largest entries are some 3.5 MB. */
const PIECE = 50

/** The chain behind `after`, up to `last`, piece by piece in its order. At least one piece. Throws INVALID_FIELDS. */
export async function* exportEntries(
  links: Collection<AuditLink>,
  filter: AuditFilter,
  { after, last }: { readonly after: number; readonly last: number },
): AsyncGenerator<Exported> {
  checkFilter(filter)
  let position: Position | undefined
  do {
    const range = { from: after + 1, before: last + 1 }
    const page = await links.page({
      index: 'by_sequence',
      ...range,
      limit: PIECE,
      ...(position && { after: position }),
    })
    const entries = page.items.map(({ value }) => value)
    position = page.next
    const sequence = position ? (entries.at(-1)?.sequence ?? last) : Math.max(after, last)
    yield { entries: entries.filter(entry => matches(filter, entry)), sequence }
  } while (position)
}

function checkFilter({ actorId, targetId, action, fromMs, beforeMs }: AuditFilter): void {
  const violations = new Violations()
  violations.text('filter.actor_id', actorId, { min: 0, max: LONGEST_WORD })
  violations.text('filter.target_id', targetId, { min: 0, max: LONGEST_WORD })
  violations.text('filter.action', action, { min: 0, max: LONGEST_WORD })
  if (fromMs !== undefined && beforeMs !== undefined && beforeMs <= fromMs)
    violations.add('filter.before', 'is not after filter.from')
  violations.throwIfAny()
}

/** The index that leaves the least to filter; `keep` filters the rest. */
function queryOf(filter: AuditFilter): ListQuery<AuditLink> {
  const { fromMs: from, beforeMs: before } = filter
  const range = { ...(from !== undefined && { from }), ...(before !== undefined && { before }) }
  const keep = (entry: AuditEntry) => matches(filter, entry)
  return { list: ['audit', filter], ...indexFor(filter), ...range, order: 'desc', keep }
}

function indexFor({
  targetId,
  actorId,
  action,
}: AuditFilter): Pick<ListQuery<AuditLink>, 'index' | 'equals'> {
  if (targetId !== '') return { index: 'by_target', equals: { targetId } }
  if (actorId !== '') return { index: 'by_actor', equals: { actorId } }
  if (action !== '') return { index: 'by_action', equals: { action } }
  return { index: 'by_time' }
}

function matches(filter: AuditFilter, entry: AuditEntry): boolean {
  const { actorId, targetId, action, outcome, fromMs = 0, beforeMs = Number.POSITIVE_INFINITY } = filter
  return (
    (actorId === '' || entry.actorId === actorId) &&
    (targetId === '' || entry.targetId === targetId) &&
    (action === '' || entry.action === action) &&
    (outcome === undefined || entry.outcome === outcome) &&
    fromMs <= entry.atMs &&
    entry.atMs < beforeMs
  )
}
