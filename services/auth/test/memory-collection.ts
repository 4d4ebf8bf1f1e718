import type { Collection, Document, Stored } from '@rewards/store'

/** Documents in memory. `pause` comes before and after every access, so that a run decides when each step happens. */
export function memoryCollection<T extends Document>(
  documents: Map<string, Stored<T>>,
  pause: () => Promise<void> = async () => undefined,
): Collection<T> {
  async function between<R>(work: () => R): Promise<R> {
    await pause()
    const result = work()
    await pause()
    return result
  }
  function put(id: string, value: T): Stored<T> {
    const stored = { id, rev: (documents.get(id)?.rev ?? 0) + 1, value }
    documents.set(id, stored)
    return stored
  }
  const unused = () => Promise.reject(new Error('not part of this'))
  return {
    get: id => between(() => documents.get(id)),
    update: (id, decide) =>
      between(() => {
        const current = documents.get(id)
        const next = decide(current?.value, current?.rev ?? 0)
        return next ? { written: true, stored: put(id, next) } : { written: false, stored: current }
      }),
    insertOnce: unused,
    getMany: unused,
    updateMany: unused,
    due: unused,
    page: unused,
    count: unused,
  }
}
