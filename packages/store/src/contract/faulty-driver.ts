import type { DriverCollection, StoreDriver } from '../driver.ts'
import { OutcomeUnknown } from '../errors.ts'
import type { CollectionDeclaration, Document } from '../port.ts'

/** What becomes of a write: it takes place and is answered; is lost; or takes place and the answer is lost. */
export type Fate = 'answered' | 'write lost' | 'answer lost'

/** A driver of which each write meets the fate that `nextFate` gives it. */
export function faulty(driver: StoreDriver, nextFate: () => Fate): StoreDriver {
  async function meet<R>(write: () => Promise<R>): Promise<R> {
    const fate = nextFate()
    if (fate === 'write lost') throw new OutcomeUnknown()
    const answer = await write()
    if (fate === 'answer lost') throw new OutcomeUnknown()
    return answer
  }
  return {
    ping: () => driver.ping(),
    close: () => driver.close(),
    collection<T extends Document>(declaration: CollectionDeclaration): DriverCollection<T> {
      const whole = driver.collection<T>(declaration)
      return {
        get: whole.get.bind(whole),
        getMany: whole.getMany.bind(whole),
        due: whole.due.bind(whole),
        page: whole.page.bind(whole),
        count: whole.count.bind(whole),
        insertOnce: (...args) => meet(() => whole.insertOnce(...args)),
        update: (...args) => meet(() => whole.update(...args)),
      }
    },
  }
}
