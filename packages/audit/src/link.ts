import { createHash } from 'node:crypto'
import type { CollectionDeclaration } from '@rewards/store'
import type { AuditEntry } from './entry.ts'

/** An entry in its place in the chain of a service. */
export interface AuditLink extends AuditEntry {
  /** From 1, without gaps. */
  readonly sequence: number
  /** The hash of the link before; empty in the first. */
  readonly previousHash: string
  /** SHA-256 of all that is in this link beside it, hex. */
  readonly hash: string
}

/** A service's chain: its entries, each under its number, inserted once and never written again. */
export const AUDIT_ENTRIES: CollectionDeclaration = {
  name: 'audit_entries',
  holds:
    'the chain of audit entries: who did what, each with the hash of the one before; nothing in it is ever changed',
  indexes: [
    {
      name: 'by_sequence',
      fields: ['sequence'],
      unique: true,
      serves: 'the end of the chain; ExportAuditEntries',
      read: 'majority',
    },
    {
      name: 'by_entry',
      fields: ['entryId'],
      unique: true,
      serves: 'each entry stands in the chain once',
      read: 'majority',
    },
    { name: 'by_time', fields: ['atMs'], serves: 'ListAuditEntries' },
    { name: 'by_actor', fields: ['actorId', 'atMs'], serves: 'ListAuditEntries of one actor' },
    { name: 'by_target', fields: ['targetId', 'atMs'], serves: 'ListAuditEntries about one target' },
    { name: 'by_action', fields: ['action', 'atMs'], serves: 'ListAuditEntries of one action' },
  ],
}

/** The id of the document that holds a link: numbers in the order of their digits. */
export function linkId(sequence: number): string {
  return String(sequence).padStart(15, '0')
}

/** The link that comes behind `last`. */
export function linkAfter(
  last: Pick<AuditLink, 'sequence' | 'hash'> | undefined,
  entry: AuditEntry,
): AuditLink {
  const link = { ...entry, sequence: (last?.sequence ?? 0) + 1, previousHash: last?.hash ?? '' }
  return { ...link, hash: hashOf(link) }
}

/** The hash that a link must carry. Every field counts but the hash itself, whatever their order. */
export function hashOf(link: object): string {
  const { hash: _itself, ...rest } = link as Partial<AuditLink>
  return createHash('sha256').update(canonical(rest)).digest('hex')
}

/** JSON with the keys of every object in order: stores may give them back in another. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each) ? sorted(each) : each,
  )
}

function sorted(object: object): object {
  return Object.fromEntries(Object.entries(object).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
