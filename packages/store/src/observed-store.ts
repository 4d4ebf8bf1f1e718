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
  return {
    get: id => timed({ ...of, 'db.operation.name': 'get' }, collection.get(id)),
    getMany: ids => timed({ ...of, 'db.operation.name': 'get_many' }, collection.getMany(ids)),
    insertOnce: (id, value) =>
      timed({ ...of, 'db.operation.name': 'insert_once' }, collection.insertOnce(id, value)),
    update: (id, decide) => timed({ ...of, 'db.operation.name': 'update' }, collection.update(id, decide)),
    updateMany: changes =>
      timed({ ...of, 'db.operation.name': 'update_many' }, collection.updateMany(changes)),
    due: (nowMs, limit) => timed({ ...of, 'db.operation.name': 'due' }, collection.due(nowMs, limit)),
    page: query => timed({ ...of, 'db.operation.name': 'page' }, collection.page(query)),
    count: query => timed({ ...of, 'db.operation.name': 'count' }, collection.count(query)),
  }
}

async function timed<R>(attributes: Attributes, work: Promise<R>): Promise<R> {
  const startedAt = performance.now()
  let error: string | undefined = 'Error'
  try {
    const result = await work
    error = undefined
    return result
  } catch (thrown) {
    if (thrown instanceof Error) error = thrown.name
    throw thrown
  } finally {
    const outcome = error === undefined ? attributes : { ...attributes, 'error.type': error }
    recordOperation((performance.now() - startedAt) / 1_000, outcome)
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
