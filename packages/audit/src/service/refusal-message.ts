import type { MessageInitShape } from '@bufbuild/protobuf'
import { timestampFromMs, timestampMs } from '@bufbuild/protobuf/wkt'
import type { AuditEntry as AuditEntryMessage, AuditEntrySchema } from '@rewards/contracts/ops'
import { Violations } from '@rewards/errors'
import type { AuditEntry } from '../entry.ts'

/** An entry about refused calls, for the service that keeps it. */
export function refusalMessage(entry: AuditEntry): MessageInitShape<typeof AuditEntrySchema> {
  const {
    entryId,
    atMs,
    actorId,
    onBehalfOf = '',
    action,
    address = '',
    userAgent = '',
    traceId = '',
  } = entry
  const from = { address, userAgent, traceId }
  return { entryId, at: timestampFromMs(atMs), actorId, onBehalfOf, action, ...from, count: entry.count ?? 1 }
}

const LONGEST_TEXT = 300

/** The handler that appends such an entry. Throws INVALID_FIELDS. */
export function recordRefusal(append: (entry: AuditEntry) => Promise<void>) {
  return async ({ refusal }: { readonly refusal?: AuditEntryMessage | undefined }) => {
    await append(checked(refusal))
    return {}
  }
}

function checked(refusal: AuditEntryMessage | undefined): AuditEntry {
  const violations = new Violations()
  const { entryId = '', at, actorId = '', onBehalfOf = '', action = '', count = 0 } = refusal ?? {}
  const { address = '', userAgent = '', traceId = '' } = refusal ?? {}
  violations.id('refusal.entry_id', entryId, 'aud')
  if (!at) violations.add('refusal.at', 'is missing')
  violations.text('refusal.action', action, { min: 1, max: LONGEST_TEXT })
  violations.integer('refusal.count', count, { min: 1, max: 2 ** 31 - 1 })
  const texts = { actorId, onBehalfOf, address, userAgent, traceId }
  for (const [name, text] of Object.entries(texts))
    violations.text(`refusal.${inContract(name)}`, text, { min: 0, max: LONGEST_TEXT })
  violations.throwIfAny()
  const known = Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== ''))
  const what = { action, targetKind: '', targetId: '', outcome: 'REFUSED' as const, count }
  return { entryId, atMs: at ? timestampMs(at) : 0, actorId, ...known, ...what }
}

/** `actorId` → `actor_id`. */
function inContract(name: string): string {
  return name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)
}
