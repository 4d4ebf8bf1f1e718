import { type Attributes, durations, gauge, isMeasuring } from '@rewards/telemetry'
import type { Collection, CollectionDeclaration, Document, Store, StoreDeclaration } from './port.ts'

/** More are not looked at: the figure says that there are many, and its age how bad it is. */
const MOST_OVERDUE = 1_000

const recordOperation = durations('db.client.operation.duration', 'Time that an operation of the store took')

/** The store, with each operation measured, and what is overdue in it; the store itself while nobody measures. */
export function observedStore(
  store: Store,
  declarations: StoreDeclaration,
  system: 'sqlite' | 'mongodb',
): Store {
  if (!isMeasuring()) return store
  measureOverdue(store, declarations)
  return {
    collection: <T extends Document>(declaration: CollectionDeclaration) =>
      observedCollection<T>(store.collection(declaration), {
        'db.system.name': system,
        'db.collection.name': declaration.name,
      }),
    ping: () => store.ping(),
    close: () => store.close(),
  }
}

function observedCollection<T extends Document>(collection: Collection<T>, of: Attributes): Collection<T> {
  const operation = (name: string) => timedAs({ ...of, 'db.operation.name': name })
  const [get, getMany] = [operation('get'), operation('get_many')]
  const [insertOnce, update, updateMany] = [
    operation('insert_once'),
    operation('update'),
    operation('update_many'),
  ]
  const [due, page, count] = [operation('due'), operation('page'), operation('count')]
  return {
    get: id => get(() => collection.get(id)),
    getMany: ids => getMany(() => collection.getMany(ids)),
    insertOnce: (id, value) => insertOnce(() => collection.insertOnce(id, value)),
    update: (id, decide) => update(() => collection.update(id, decide)),
    updateMany: changes => updateMany(() => collection.updateMany(changes)),
    due: (nowMs, limit) => due(() => collection.due(nowMs, limit)),
    page: query => page(() => collection.page(query)),
    count: query => count(() => collection.count(query)),
  }
}

/**
 * What measures the operation of these attributes; they are made once, as operations are many. Includes what is done before
 * the promise is there: an embedded store reads at once.
 */
function timedAs(attributes: Attributes): <R>(work: () => Promise<R>) => Promise<R> {
  return work => {
    const startedAt = performance.now()
    const ended = (outcome: Attributes) => recordOperation((performance.now() - startedAt) / 1_000, outcome)
    const result = work()
    // Beside what the caller awaits: who waits does not wait for the measuring.
    void result.then(
      () => ended(attributes),
      (error: unknown) =>
        ended({ ...attributes, 'error.type': error instanceof Error ? error.name : 'Error' }),
    )
    return result
  }
}

/** A document is overdue when its `dueAt` has passed; a healthy sweep keeps that in the range of seconds. */
function measureOverdue(store: Store, declarations: StoreDeclaration): void {
  const owing = declarations.filter(({ due }) => due !== undefined)
  const overdue = (collection: CollectionDeclaration, limit: number) =>
    store.collection<Document & { readonly dueAt?: number }>(collection).due(Date.now(), limit)
  const each = (value: (collection: CollectionDeclaration) => Promise<number>) => async () =>
    Promise.all(
      owing.map(async collection => ({
        value: await value(collection),
        attributes: { 'db.collection.name': collection.name },
      })),
    )
  const documents = {
    description: `Documents whose next step is overdue, counted up to ${MOST_OVERDUE}`,
    unit: '{document}',
  }
  gauge(
    'rewards.owed.overdue',
    documents,
    each(async of => (await overdue(of, MOST_OVERDUE)).length),
  )
  const age = { description: 'Time since the next step of the most overdue document was due', unit: 's' }
  gauge(
    'rewards.owed.oldest_age',
    age,
    each(async of => {
      const [oldest] = await overdue(of, 1)
      return oldest?.value.dueAt === undefined ? 0 : Math.max(0, Date.now() - oldest.value.dueAt) / 1_000
    }),
  )
}
