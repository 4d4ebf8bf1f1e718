import type { Kept, KeptStore } from '../driver.ts'
import { NewerDocument, OutcomeUnknown, StoreUnavailable } from '../errors.ts'
import type { Collection, CollectionDeclaration, Document } from '../port.ts'
import { storeOver } from '../store-over.ts'
import { versionOf } from '../versions.ts'

/** A document that could not be brought to the declared version, and stays as it is. */
export interface Unreadable {
  readonly id: string
  /** The one that it was written in. */
  readonly version: number
  readonly reason: string
}

export interface UpgradedStep {
  readonly passed: number
  readonly migrated: number
  readonly unreadable: readonly Unreadable[]
  /** The last document's id; absent when there were none. */
  readonly last?: string
}

/** Brings the documents behind `after`, `size` at most, to the declared version. Rejects when the store fails. */
export async function upgradeStep(
  store: KeptStore,
  declaration: CollectionDeclaration,
  after: string | undefined,
  size: number,
): Promise<UpgradedStep> {
  const records = store.records(declaration)
  const collection = storeOver(store).collection<Document>(declaration)
  const version = versionOf(declaration)
  for (let migrated = 0; ; ) {
    const found = await records.scan(after, size)
    const outcomes = await Promise.all(found.map(kept => upgradeOne(collection, version, kept)))
    migrated += outcomes.filter(outcome => outcome === 'migrated').length
    // Whoever wrote meanwhile may have been a program of the version before: look again.
    if (outcomes.includes('changed meanwhile')) continue
    const unreadable = outcomes.filter(outcome => typeof outcome === 'object')
    const last = found.at(-1)?.id
    return { passed: found.length, migrated, unreadable, ...(last !== undefined && { last }) }
  }
}

type Outcome = 'of this version' | 'migrated' | 'changed meanwhile' | Unreadable

async function upgradeOne(
  collection: Collection<Document>,
  version: number,
  { id, rev, version: found }: Kept,
): Promise<Outcome> {
  if (found === version) return 'of this version'
  try {
    // Reading upgrades; so the document as it is read is what there is to write.
    const { written } = await collection.update(id, (current, now) => (now === rev ? current : undefined))
    return written ? 'migrated' : 'changed meanwhile'
  } catch (error) {
    if (error instanceof StoreUnavailable || error instanceof OutcomeUnknown) throw error
    return { id, version: found, reason: reasonOf(error) }
  }
}

function reasonOf(error: unknown): string {
  const telling = error instanceof NewerDocument ? error.cause : error
  return telling instanceof Error ? telling.message : String(telling)
}
