import type { Collection, Position, Stored } from '@rewards/store'
import { type OwedAudit, struckOff } from './audited.ts'
import type { AuditChain } from './chain.ts'

/** A collection whose documents are audited; it declares the index `OWED_AUDIT`. */
// biome-ignore lint/suspicious/noExplicitAny: documents of any kind, which go back as they came
export type OwingCollection = Pick<Collection<any>, 'page' | 'update'>

export interface AuditSweepPorts {
  readonly chain: AuditChain
  readonly collections: readonly OwingCollection[]
  /** Notes why a document's entries could not be moved; they stay owed. */
  readonly notMoved: (id: string, error: unknown) => void
}

const BATCH = 64

/**
 * Moves what documents owe to the audit into the chain, the oldest first, and strikes it off. A crash in between repeats the
 * moving, which changes nothing; so do two sweeps at once. Gives how many documents it moved the entries of.
 */
export function sweepAudit({ collections, ...ports }: AuditSweepPorts) {
  return async (signal: AbortSignal): Promise<number> => {
    let moved = 0
    for (const collection of collections) moved += await sweepOne(ports, collection, signal)
    return moved
  }
}

/** Goes on behind what could not be moved, so that it holds up nothing else. */
async function sweepOne(
  ports: Omit<AuditSweepPorts, 'collections'>,
  collection: OwingCollection,
  signal: AbortSignal,
): Promise<number> {
  let moved = 0
  let after: Position | undefined
  do {
    const page = await collection.page({ index: 'owed_audit', limit: BATCH, ...(after && { after }) })
    for (const document of page.items)
      if (!signal.aborted && (await move(ports, collection, document))) moved += 1
    after = page.next
  } while (after && !signal.aborted)
  return moved
}

async function move(
  { chain, notMoved }: Omit<AuditSweepPorts, 'collections'>,
  collection: OwingCollection,
  { id, value }: Stored<OwedAudit>,
): Promise<boolean> {
  try {
    const entries = value.owedAudit?.entries ?? []
    for (const entry of entries) await chain.append(entry)
    await collection.update(id, (current?: OwedAudit) => current && struckOff(current, entries))
    return true
  } catch (error) {
    notMoved(id, error)
    return false
  }
}
