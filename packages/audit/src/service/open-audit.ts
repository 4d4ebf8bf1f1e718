import { type Clock, every, type Life } from '@rewards/process'
import type { OnRefused } from '@rewards/rpc'
import type { Collection, CollectionDeclaration, Store } from '@rewards/store'
import { AuditChain } from '../chain.ts'
import type { AuditEntry } from '../entry.ts'
import { AUDIT_ENTRIES, type AuditLink } from '../link.ts'
import { sweepAudit } from '../sweep.ts'
import { auditHandlers } from './audit-handlers.ts'
import { keepRefusals } from './keep-refusals.ts'

export interface AuditOptions {
  /** The service's store; it declares `AUDIT_ENTRIES`. */
  readonly store: Store
  /** Collections whose documents are audited; each declares the index `OWED_AUDIT`. */
  readonly audited: readonly CollectionDeclaration[]
  readonly now: Clock
  /** Default 1,000. */
  readonly sweepEveryMs?: number | undefined
}

/** A service's audit, at work until the process stops. */
export interface Audit {
  /** For the service's `AuditService`. */
  readonly handlers: ReturnType<typeof auditHandlers>
  /** For the service's server. */
  readonly onRefused: OnRefused
  /** Appends an entry, once for its id. */
  readonly append: (entry: AuditEntry) => Promise<void>
}

/** Moves what documents owe into the chain, and keeps record of refused calls; what it starts, `life` stops. */
export function openAudit(
  { store, audited, now, sweepEveryMs = 1_000 }: AuditOptions,
  life: Pick<Life, 'logger' | 'onStop'>,
): Audit {
  const links: Collection<AuditLink> = store.collection(AUDIT_ENTRIES)
  const chain = new AuditChain(links)
  startSweep(chain, { store, audited, sweepEveryMs }, life)
  return {
    handlers: auditHandlers(links, chain),
    onRefused: keepRefusals({ append: entry => chain.append(entry), now }, life),
    append: entry => chain.append(entry),
  }
}

/** The log has a line with the end of the chain whenever it has grown: kept elsewhere, it bears witness of the chain. */
function startSweep(
  chain: AuditChain,
  {
    store,
    audited,
    sweepEveryMs,
  }: Required<Pick<AuditOptions, 'store' | 'audited'>> & { sweepEveryMs: number },
  { logger, onStop }: Pick<Life, 'logger' | 'onStop'>,
): void {
  const sweep = sweepAudit({
    chain,
    collections: audited.map(declaration => store.collection(declaration)),
    notMoved: (id, err) => logger.warn({ err, id }, 'an audit entry could not be moved; it stays owed'),
  })
  const work = async (signal: AbortSignal) => {
    const moved = await sweep(signal)
    if (moved === 0) return
    const { sequence, hash } = (await chain.last()) ?? {}
    logger.info({ moved, sequence, hash }, 'the audit has new entries')
  }
  const periodic = every(sweepEveryMs, work, { name: 'sweep audit', logger })
  onStop('sweep audit', () => periodic.stop())
}
