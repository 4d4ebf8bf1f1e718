import type { Collection, Document } from '@rewards/store'
import type { EventPorts } from '../src/application/events/index.ts'

/** What a process does not live to see. */
export class Died extends Error {
  override readonly name = 'Died'
}

/** Where a process dies: at its n-th write, from 1, just before it or just after it took place. */
export interface Death {
  readonly write: number
  readonly when: 'before' | 'after'
}

/** The ports of a process that dies there: nothing is written by it after that. */
export function dyingPorts(ports: EventPorts, { write, when }: Death): EventPorts {
  let writes = 0
  const perhaps: Around = async work => {
    const n = ++writes
    if (n > write || (n === write && when === 'before')) throw new Died()
    const result = await work()
    if (n === write) throw new Died()
    return result
  }
  return {
    ...ports,
    events: writingThrough(ports.events, perhaps),
    buckets: { insertOnce: (id, bucket) => perhaps(() => ports.buckets.insertOnce(id, bucket), id) },
  }
}

/** What happens around a write to a document: it does the work, or does not. */
export type Around = <R>(work: () => Promise<R>, id: string) => Promise<R>

/** The same collection, each write of one document done by `around`. */
export function writingThrough<T extends Document>(collection: Collection<T>, around: Around): Collection<T> {
  return {
    get: id => collection.get(id),
    getMany: ids => collection.getMany(ids),
    due: (nowMs, limit) => collection.due(nowMs, limit),
    page: query => collection.page(query),
    count: query => collection.count(query),
    insertOnce: (id, value) => around(() => collection.insertOnce(id, value), id),
    update: (id, decide) => around(() => collection.update(id, decide), id),
    updateMany: () => Promise.reject(new Error('not used here')),
  }
}
