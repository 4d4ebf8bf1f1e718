import {
  type CollectionDeclaration,
  type Document,
  type DriverCollection,
  OutcomeUnknown,
  type StoreDriver,
} from '@rewards/store'
import type { Process } from './process.ts'

/** Sees every write as it takes place: the document before and after it. */
export type Witness = (collection: string, id: string, before: unknown, after: unknown) => void

const READS = { writes: false }
const WRITES = { writes: true }
const unknown = () => new OutcomeUnknown()

/** A store as one process sees it: every operation takes its turn, and may go wrong as the process's faults say. */
export function driverOf(process: Process, inner: StoreDriver, witness: Witness): StoreDriver {
  return {
    collection<T extends Document>(declaration: CollectionDeclaration): DriverCollection<T> {
      const whole = inner.collection<T>(declaration)
      const seen = async <R>(id: string, write: () => Promise<R>): Promise<R> => {
        const before = await whole.get(id)
        const answer = await write()
        const after = await whole.get(id)
        if (after?.rev !== before?.rev) witness(declaration.name, id, before?.value, after?.value)
        return answer
      }
      return {
        get: (...args) => process.io(() => whole.get(...args), READS, unknown),
        getMany: (...args) => process.io(() => whole.getMany(...args), READS, unknown),
        due: (...args) => process.io(() => whole.due(...args), READS, unknown),
        page: (...args) => process.io(() => whole.page(...args), READS, unknown),
        count: (...args) => process.io(() => whole.count(...args), READS, unknown),
        insertOnce: (id, ...rest) =>
          process.io(() => seen(id, () => whole.insertOnce(id, ...rest)), WRITES, unknown),
        update: (id, ...rest) => process.io(() => seen(id, () => whole.update(id, ...rest)), WRITES, unknown),
      }
    },
    ping: () => inner.ping(),
    close: () => inner.close(),
  }
}
