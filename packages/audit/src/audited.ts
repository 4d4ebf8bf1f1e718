import { createHash } from 'node:crypto'
import type { IndexDeclaration } from '@rewards/store'
import type { AuditEntry, AuditedCall, AuditFields, AuditOutcome } from './entry.ts'

/** What the audit calls documents of a kind, and what it shows of them: an allow-list, so that a new field is not shown by itself. */
export interface AuditedKind<T> {
  readonly kind: string
  readonly shows: (document: T) => AuditFields
}

/** A change of one document by one call. */
export interface AuditedChange<T> {
  readonly of: AuditedKind<T>
  readonly id: string
  /** Absent: the document is new. */
  readonly before?: T | undefined
  readonly after: T
  /** Default: DONE. */
  readonly outcome?: AuditOutcome
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
 * The changed document, carrying the entry that tells of the change: one write keeps both or neither. Entries that the
 * document owed before stay owed. Pure; the entry is the same however often a call decides anew, and a call has one for each
 * document: a second write of the same call to it adds none.
 */
export function audited<T extends object>(call: AuditedCall, change: AuditedChange<T>): T {
  const owed = (change.before as OwedAudit | undefined)?.owedAudit
  const entries = owed?.entries ?? []
  const entry = entryOf(call, change)
  if (entries.some(({ entryId }) => entryId === entry.entryId)) return owing(change.after, owed)
  return owing(change.after, { sinceMs: owed?.sinceMs ?? call.atMs, entries: [...entries, entry] })
}

function owing<T extends object>(document: T, owedAudit: OwedAudit['owedAudit']): T {
  return { ...document, ...(owedAudit && { owedAudit }) }
}

function entryOf<T>(
  call: AuditedCall,
  { of, id, before, after, outcome = 'DONE' }: AuditedChange<T>,
): AuditEntry {
  return {
    ...call,
    entryId: entryIdOf(call.callId, of.kind, id),
    targetKind: of.kind,
    targetId: id,
    ...changedFields(before && of.shows(before), of.shows(after)),
    outcome,
  }
}

/** Unique for the call and what it acted on. */
export function entryIdOf(...parts: readonly string[]): string {
  return `aud_${createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)}`
}

function changedFields(
  before: AuditFields | undefined,
  after: AuditFields,
): Pick<AuditEntry, 'before' | 'after'> {
  return { ...(before && { before: differing(before, after) }), after: differing(after, before ?? {}) }
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
