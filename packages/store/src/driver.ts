/**
 * What an adapter implements. `storeOver` makes the port of it: it checks what callers pass, names each write with an
 * operation id, and repeats writes whose outcome is unknown. So an adapter may assume checked arguments, and may
 * answer `OutcomeUnknown` whenever it does not know.
 */
import type { CollectionDeclaration, Decide, Document, Page, PageQuery, Stored, Updated } from './port.ts'

/** `[A-Za-z0-9_.-]+`, unique among all processes that ever write to the store. */
export type OperationId = string

/** How many operation ids a document keeps: those of its last writes, the insertion included. */
export const KEPT_OPERATIONS = 16

/** What is counted by `count`: a page query's selection. */
export type Selection = Omit<PageQuery, 'limit' | 'after' | 'order'>

/** A document as it lies in the store, whole, in the version that it was written in. */
export interface Kept {
  readonly id: string
  readonly rev: number
  readonly version: number
  /** Those of its last writes, the latest at the end. */
  readonly operations: readonly OperationId[]
  readonly value: Document
}

/**
 * Reads are those of the port: by the concern of the index, by id and what is due by `majority`; documents of the version
 * before are upgraded (`versions.ts`). A write
 * - resolves only when it is durable, as everything that its answer rests on is;
 * - rejects with `StoreUnavailable` when nothing was written, with `OutcomeUnknown` when that is not known,
 *   with `UniqueViolation`, or with what `decide` threw, when nothing was written for that reason;
 * - stores its operation id with the document, among the last `KEPT_OPERATIONS`, and the declaration's version.
 */
export interface DriverCollection<T extends Document> {
  get(id: string): Promise<Stored<T> | undefined>
  getMany(ids: readonly string[]): Promise<readonly (Stored<T> | undefined)[]>
  /** True when the document was inserted, or is there and keeps this operation id. Never changes what is there. */
  insertOnce(id: string, value: T, operationId: OperationId): Promise<boolean>
  /**
   * `decide` gets the document and its rev (none: `undefined`, 0). What it returns replaces the document that it saw
   * or, if that one was changed meanwhile, nothing: then it decides again. A document that keeps this operation id
   * is not decided on; the answer is `written: true` and the document as it is.
   */
  update(id: string, decide: Decide<T>, operationId: OperationId): Promise<Updated<T>>
  due(nowMs: number, limit: number): Promise<readonly Stored<T>[]>
  page(query: PageQuery): Promise<Page<T>>
  count(query: Selection): Promise<number>
}

export interface StoreDriver {
  collection<T extends Document>(declaration: CollectionDeclaration): DriverCollection<T>
  /** Rejects with `StoreUnavailable` unless the store answers. */
  ping(): Promise<void>
  /** Waits for what is under way, then closes. Later operations reject with `StoreUnavailable`. */
  close(): Promise<void>
}

/** A collection's documents as they lie there, for those who keep a store: copies, migrations. */
export interface Records {
  /** How many documents there are, or were a moment ago: for estimates. Costs little, or a walk of the ids. */
  size(): Promise<number>
  /** Those behind `after`, or the first: all of them, in an order of ids that stays the same. Read by `majority`. */
  scan(after: string | undefined, limit: number): Promise<readonly Kept[]>
  /** Inserts documents as they are, but those whose id is there already. Durable when it resolves; fails as `insertOnce` does. */
  restore(records: readonly Kept[]): Promise<void>
}

/** What an adapter opens. */
export interface KeptStore extends StoreDriver {
  records(declaration: CollectionDeclaration): Records
}
