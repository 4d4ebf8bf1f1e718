import type { Collection, Document } from './port.ts'

/** What of a collection writes nothing: for whoever wraps one to change how it is written. */
export function readsOf<T extends Document>(
  collection: Collection<T>,
): Pick<Collection<T>, 'get' | 'getMany' | 'due' | 'page' | 'count'> {
  return {
    get: id => collection.get(id),
    getMany: ids => collection.getMany(ids),
    due: (nowMs, limit) => collection.due(nowMs, limit),
    page: query => collection.page(query),
    count: query => collection.count(query),
  }
}
