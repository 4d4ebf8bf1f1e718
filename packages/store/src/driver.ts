/**
 * What an adapter implements. `storeOver` makes the port of it: it checks what callers pass, names each write with an
 * operation id, and repeats writes whose outcome is unknown. So an adapter may assume checked arguments, and may
 * answer `OutcomeUnknown` whenever it does not know.
 */
import type {
  CollectionDeclaration,
  Decide,
  Document,
  Page,
  PageQuery,
  ReadConcern,
  Stored,
  Updated,
} from './port.ts'

/** `[A-Za-z0-9_.-]+`, unique among all processes that ever write to the store. */
export type OperationId = string

/** How many operation ids a document keeps: those of its last writes, the insertion included. */
export const KEPT_OPERATIONS = 16

/** What is counted by `count`: a page query's selection. */
export type Selection = Omit<PageQuery, 'limit' | 'after' | 'order'>

/**
 * Reads are those of the port. A write
 * - resolves only when it is durable, as everything that its answer rests on is;
 * - rejects with `StoreUnavailable` when nothing was written, with `OutcomeUnknown` when that is not known,
 *   with `UniqueViolation`, or with what `decide` threw, when nothing was written for that reason;
 * - stores its operation id with the document, among the last `KEPT_OPERATIONS`.
 */
export interface DriverCollection<T extends Document> {
  get(id: string, read?: ReadConcern): Promise<Stored<T> | undefined>
  getMany(ids: readonly string[], read?: ReadConcern): Promise<readonly (Stored<T> | undefined)[]>
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
