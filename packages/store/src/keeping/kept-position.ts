import type { KeptStore } from '../driver.ts'
import type { Collection } from '../port.ts'
import { storeOver } from '../store-over.ts'
import { POSITIONS } from './positions.ts'

/** How many documents a step takes: few enough to stop soon, enough to share commits and round trips. */
export const STEP = 200

/** How far a walk over a collection has come. */
export interface Position {
  /** The last document of those that need not be looked at again; absent at the beginning. */
  readonly after?: string
  /** How many they are. */
  readonly passed: number
}

/** What is kept under one id of `POSITIONS`, in the store that it is about, so that whoever goes on finds it. */
export class KeptPosition<P extends object = Position> {
  readonly #positions: Collection<P>
  readonly #id: string

  constructor(store: KeptStore, id: string) {
    this.#positions = storeOver(store).collection<P>(POSITIONS)
    this.#id = id
  }

  async read(): Promise<P | undefined> {
    return (await this.#positions.get(this.#id))?.value
  }

  /** The last one written counts: of two walks at once, each has done what lies behind its own. */
  async write(position: P): Promise<void> {
    await this.#positions.update(this.#id, () => position)
  }
}
