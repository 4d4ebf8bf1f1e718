/**
 * The port that services know: collections of guarded documents.
 *
 * One step of a protocol is one guarded write to one document. The guard is a pure function of the document as it is
 * (`decide`), and the store makes sure that what it decided on is still there when the new document is written.
 */

/**
 * A document: plain JSON, no `undefined`, no class instances. Numbers are safe integers or finite doubles, text is
 * well-formed Unicode; keys are text without U+0000 that begins with no `$`. At most 8 MiB as JSON and 100 levels deep. A
 * top-level `dueAt`, where there is one, is whole epoch milliseconds.
 */
export type Document = object

/** A document as it lies in the store. Ids are 1 to 512 characters of well-formed Unicode. */
export interface Stored<T> {
  readonly id: string
  /** 1 at insertion; every write adds 1. */
  readonly rev: number
  readonly value: T
}

/** What `update` did. `stored` is the document afterwards; absent when there is none. */
export interface Updated<T> {
  /** True when this call's decision was written, by this try or by an earlier one under the same operation id. */
  readonly written: boolean
  readonly stored: Stored<T> | undefined
}

/**
 * The guard and the step in one: given the document as it is (or none), gives the document as it shall be, or
 * `undefined` to leave it. Synchronous, pure, may be run more than once. What it throws reaches the caller; nothing
 * is written then.
 */
export type Decide<T> = (current: T | undefined, rev: number) => T | undefined

export interface Change<T> {
  readonly id: string
  readonly decide: Decide<T>
}

/**
 * `majority`: the answer cannot be rolled back, and an acknowledged write is seen. For whatever an answer rests on: every
 * read by id, every guard, sweeps, scans. `local`: for lists, and look-ups that a guard confirms later. A store of one node
 * keeps both alike.
 */
export type ReadConcern = 'majority' | 'local'

/** A page of an index, in the index's order. */
export interface PageQuery {
  /** The name of a declared index. */
  readonly index: string
  /** Values of the index's leading fields, in the index's order. Every field but the last may be fixed; the last too. */
  readonly equals?: Readonly<Record<string, Scalar>>
  /** A range over the first field that `equals` does not fix. `from` is included, `before` is not. */
  readonly from?: Scalar
  readonly before?: Scalar
  /** `asc` (default) or `desc`, over the rest of the index's fields and then the id. */
  readonly order?: 'asc' | 'desc'
  /** Go on behind this position (a `next` of an earlier page of the same query). */
  readonly after?: Position
  /** 1 … 1000. */
  readonly limit: number
}

export type Scalar = string | number | boolean

/** Where a page ended: the values of the index's fields, and the id. Plain JSON. */
export type Position = readonly Scalar[]

/**
 * Pages neither miss nor double a document that was there before the first one and did not change its place in the
 * index; one that moved meanwhile may be seen twice or not at all.
 */
export interface Page<T> {
  readonly items: readonly Stored<T>[]
  /** Present when there may be more. */
  readonly next?: Position
}

/**
 * Every call rejects with `StoreUnavailable` when the store does not answer, and with a plain `Error` when the program
 * passes what it should not (a query that no index serves, a limit out of range, a document that cannot be kept).
 */
export interface Collection<T extends Document> {
  get(id: string): Promise<Stored<T> | undefined>
  /** In the order of `ids`; `undefined` where there is none. */
  getMany(ids: readonly string[]): Promise<readonly (Stored<T> | undefined)[]>
  /**
   * True when this call inserted the document; false when one with this id was there already, which stays as it is.
   * Unknown outcomes and unique indexes as with `update`.
   */
  insertOnce(id: string, value: T): Promise<boolean>
  /**
   * Reads, decides, writes if the document has not changed meanwhile; else reads and decides again.
   * Resolves only after the write is durable. An unknown outcome is repeated under the same operation id, which the
   * document keeps (its last 16), until it is known; after `patienceMs` it rejects with `OutcomeUnknown`. Rejects with
   * `UniqueViolation` when another document has the same values in a unique index.
   */
  update(id: string, decide: Decide<T>): Promise<Updated<T>>
  /**
   * Many documents, each with its own guard: one refused leaves the others written. Not atomic. In the order given.
   * Rejects, with the first error in that order, only after all are settled.
   */
  updateMany(changes: readonly Change<T>[]): Promise<readonly Updated<T>[]>
  /** Documents whose top-level `dueAt` (epoch ms) is at or before `nowMs`, oldest first. `limit` 1 … 1000. */
  due(nowMs: number, limit: number): Promise<readonly Stored<T>[]>
  page(query: PageQuery): Promise<Page<T>>
  /** How many documents a `page` without `limit` and `after` would give in all. */
  count(query: Omit<PageQuery, 'limit' | 'after' | 'order'>): Promise<number>
}

/**
 * An index over top-level fields (dots reach inside). Documents lacking one of its fields are not in it (sparse). An
 * indexed field holds a `Scalar` or is left out, never `null`; and the same type in all documents, or the order among
 * types is the store's own. Text is ordered by its code points.
 */
export interface IndexDeclaration {
  readonly name: string
  readonly fields: readonly string[]
  /** At most one document per combination of values; the loser's write rejects with `UniqueViolation`. */
  readonly unique?: boolean
  /** What queries it serves; shown in the docs. */
  readonly serves: string
  /** How those queries read. Default `local`. */
  readonly read?: ReadConcern
}

/** What a service says of one of its collections. `name` is `[a-z_]+`. */
export interface CollectionDeclaration {
  readonly name: string
  /** What its documents are, in a few words; shown in the docs. */
  readonly holds: string
  readonly indexes: readonly IndexDeclaration[]
  /**
   * The schema version of the documents that are written: 1 (default), and one more with each change that older code
   * could not read. A field that may be missing is no such change. Every document keeps the version that it was written in.
   */
  readonly version?: number
  /**
   * Makes a document of `version` out of one of the version before: readers meet both until all are migrated. Pure.
   * Wanted from version 2 on. Indexes have a document as it was written, so a change of indexed fields is complete only
   * after the migration.
   */
  readonly upgrade?: (before: Document) => Document
  /** What its documents with a `dueAt` are owed; shown in the docs. Absent: none has one, and `due` is not asked. */
  readonly due?: string
}

/** A service's own database. */
export interface Store {
  /** `declaration` is one of those that the store was opened with; another is an error of the program. */
  collection<T extends Document>(declaration: CollectionDeclaration): Collection<T>
  /** Rejects with `StoreUnavailable` unless the store answers. For readiness. */
  ping(): Promise<void>
  /** Waits for what is under way, then closes. */
  close(): Promise<void>
}

/** The declarations of one service, opened together by its composition root. */
export type StoreDeclaration = readonly CollectionDeclaration[]
