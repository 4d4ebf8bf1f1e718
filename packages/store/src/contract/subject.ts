import type { KeptStore } from '../driver.ts'
import type { StoreDeclaration } from '../port.ts'

/** What some adapter may be unable to show, or some environment. */
export type Category = 'several processes' | 'crash' | 'text order'

/** An adapter under test. */
export interface ContractSubject {
  readonly name: string
  /** A new, empty store that no other test uses. */
  newPlace(): Promise<Place>
  /**
   * Categories that cannot be shown, each with the reason. Their tests are skipped, by name; that of the text order is
   * expected to fail.
   */
  readonly cannotShow?: Partial<Readonly<Record<Category, string>>>
}

/** Where one store lies. It can be opened several times, one after the other and at once. */
export interface Place {
  open(collections: StoreDeclaration): Promise<KeptStore>
  /** How another process opens it: an `OpeningModule`, and what to call its `openAgain` with. */
  readonly elsewhere: { readonly module: URL; readonly argument: string }
  remove(): Promise<void>
}

/** A module that opens a place from its argument alone. */
export interface OpeningModule {
  openAgain(argument: string, collections: StoreDeclaration): Promise<KeptStore>
}
