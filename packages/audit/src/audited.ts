import type { IndexDeclaration } from '@rewards/store'
import type { AuditEntry, AuditedCall, AuditFields } from './entry.ts'

/** What the audit calls documents of a kind, and what it shows of them: an allow-list, so that a new field is not shown by itself. */
export interface AuditedKind<T> {
  readonly kind: string
  readonly shows: (document: T) => AuditFields
}

/** A change of one document. */
export interface AuditedChange<T> {
  /** Of the entry: the same when the same change is decided anew. */
  readonly entryId: string
  readonly of: AuditedKind<T>
  readonly id: string
  /** Absent: the document is new. */
  readonly before: T | undefined
  readonly after: T
}

/** What a document carries until its entries are in the chain. */
export interface OwedAudit {
  readonly owedAudit?: { readonly sinceMs: number; readonly entries: readonly AuditEntry[] }
}

/** For every collection whose documents are audited: how the sweep finds those that owe entries. */
export const OWED_AUDIT: IndexDeclaration = {
  name: 'owed_audit',
  fields: ['owedAudit.sinceMs'],
  serves: 'changes whose audit entries are to be moved into the chain (the sweep of the audit)',
  read: 'majority',
}

const LONGEST_TEXT = 300

/**
 * The changed document, carrying the entry that tells of the change: one write keeps both or neither. Without a call, or
 * where nothing changed that its kind shows, there is no entry. What the document owed before it goes on owing, also where it was
 * made without it. Pure.
 */
export function audited<T extends object>(call: AuditedCall | undefined, change: AuditedChange<T>): T {
  const { before, after } = change
  const owed = (before as OwedAudit | undefined)?.owedAudit
  const fields = changedFields(change)
  if (call === undefined || fields === undefined) return owed ? { ...after, owedAudit: owed } : after
  const { entryId, of, id: targetId } = change
  const entry: AuditEntry = { ...call, entryId, targetKind: of.kind, targetId, ...fields, outcome: 'DONE' }
  const entries = [...(owed?.entries ?? []), entry]
  return { ...after, owedAudit: { sinceMs: owed?.sinceMs ?? call.atMs, entries } }
}

/** `undefined`: none. */
function changedFields<T>({
  of,
  before,
  after,
}: AuditedChange<T>): Pick<AuditEntry, 'before' | 'after'> | undefined {
  const now = of.shows(after)
  if (before === undefined) return { after: differing(now, {}) }
  const then = of.shows(before)
  const changed = { before: differing(then, now), after: differing(now, then) }
  const isSame = Object.keys(changed.before).length + Object.keys(changed.after).length === 0
  return isSame ? undefined : changed
}

/** The fields that are not the same in `other`, each as far as an entry shows it. */
function differing(fields: AuditFields, other: AuditFields): AuditFields {
  const different = Object.entries(fields).filter(([name, text]) => text !== other[name])
  return Object.fromEntries(
    different.map(([name, text]) => [name, text.slice(0, LONGEST_TEXT).toWellFormed()]),
  )
}

/** The document without the entries that are in the chain now; `undefined` when it owes none of them. */
export function struckOff<T extends object>(
  document: T & OwedAudit,
  moved: readonly AuditEntry[],
): T | undefined {
  const { owedAudit, ...rest } = document
  if (!owedAudit) return undefined
  const ids = new Set(moved.map(({ entryId }) => entryId))
  const entries = owedAudit.entries.filter(({ entryId }) => !ids.has(entryId))
  if (entries.length === owedAudit.entries.length) return undefined
  return (entries.length === 0 ? rest : { ...rest, owedAudit: { ...owedAudit, entries } }) as T
}
