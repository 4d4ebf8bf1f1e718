import type { Change, Collection, Document } from './port.ts'
import { readsOf } from './reads-of.ts'

/** What a write found, and what it left. `before` is absent for a document that is new. */
export type WriteListener<T> = (before: T | undefined, after: T) => void

/**
 * The collection, telling of each write once, in the process that wrote it, after it is durable. Who dies between the two
 * tells nobody: for figures and hints, not for what is owed. The listener must not throw.
 */
export function tellingWrites<T extends Document>(
  collection: Collection<T>,
  told: WriteListener<T>,
): Collection<T> {
  const update: Collection<T>['update'] = async (id, decide) => {
    const { change, tell } = watched({ id, decide }, told)
    return tell(await collection.update(id, change.decide))
  }
  const updateMany: Collection<T>['updateMany'] = async changes => {
    const all = changes.map(change => watched(change, told))
    const updated = await collection.updateMany(all.map(({ change }) => change))
    return updated.map((each, at) => all[at]?.tell(each) ?? each)
  }
  const insertOnce: Collection<T>['insertOnce'] = async (id, value) => {
    const inserted = await collection.insertOnce(id, value)
    if (inserted) told(undefined, value)
    return inserted
  }
  return { ...readsOf(collection), insertOnce, update, updateMany }
}

/** The change, remembering what it found when it was last decided. */
function watched<T extends Document>({ id, decide }: Change<T>, told: WriteListener<T>) {
  let before: T | undefined
  const change: Change<T> = {
    id,
    decide(current, rev) {
      before = current
      return decide(current, rev)
    },
  }
  const tell = (updated: Awaited<ReturnType<Collection<T>['update']>>) => {
    if (updated.written && updated.stored) told(before, updated.stored.value)
    return updated
  }
  return { change, tell }
}
