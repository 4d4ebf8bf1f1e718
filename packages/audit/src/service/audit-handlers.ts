import type { MessageInitShape } from '@bufbuild/protobuf'
import { timestampFromMs, timestampMs } from '@bufbuild/protobuf/wkt'
import {
  type AuditEntrySchema,
  type AuditFilter as AuditFilterMessage,
  AuditOutcome,
} from '@rewards/contracts/ops'
import { Violations } from '@rewards/errors'
import type { PageRequest } from '@rewards/paging'
import type { Collection } from '@rewards/store'
import type { AuditChain } from '../chain.ts'
import type { AuditLink } from '../link.ts'
import { type AuditFilter, exportEntries, listEntries } from '../read-entries.ts'

interface Filtered {
  readonly filter?: AuditFilterMessage | undefined
}

/** The methods of a service's `AuditService`, the same in all packages of the contract, on its chain. */
export function auditHandlers(links: Collection<AuditLink>, chain: AuditChain) {
  return {
    async listAuditEntries({ filter, pageSize, pageToken }: PageRequest & Filtered) {
      const { items, nextPageToken } = await listEntries(links, filterOf(filter), { pageSize, pageToken })
      return { entries: items.map(({ value }) => entryMessage(value)), nextPageToken }
    },
    async *exportAuditEntries({ filter, afterSequence }: { readonly afterSequence: bigint } & Filtered) {
      const after = checkSequence(afterSequence)
      const last = (await chain.last())?.sequence ?? 0
      for await (const { entries, sequence } of exportEntries(links, filterOf(filter), { after, last }))
        yield { entries: entries.map(entryMessage), sequence: BigInt(sequence), lastSequence: BigInt(last) }
    },
  }
}

function checkSequence(sequence: bigint): number {
  const violations = new Violations()
  violations.integer('after_sequence', sequence, { min: 0n, max: BigInt(Number.MAX_SAFE_INTEGER - 1) })
  violations.throwIfAny()
  return Number(sequence)
}

function filterOf(filter: AuditFilterMessage | undefined): AuditFilter {
  const {
    actorId = '',
    targetId = '',
    action = '',
    outcome = AuditOutcome.UNSPECIFIED,
    from,
    before,
  } = filter ?? {}
  return {
    actorId,
    targetId,
    action,
    outcome: OUTCOMES.find(word => AuditOutcome[word] === outcome),
    fromMs: from && timestampMs(from),
    beforeMs: before && timestampMs(before),
  }
}

const OUTCOMES = ['DONE', 'REFUSED'] as const

function entryMessage(link: AuditLink): MessageInitShape<typeof AuditEntrySchema> {
  const { atMs, outcome, count = 1, ...same } = link
  return {
    ...same,
    sequence: BigInt(link.sequence),
    at: timestampFromMs(atMs),
    outcome: AuditOutcome[outcome],
    count,
  }
}
