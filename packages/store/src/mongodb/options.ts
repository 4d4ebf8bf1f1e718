import type { StoreDeclaration } from '../port.ts'
import type { StoreOptions } from '../store-over.ts'
import type { SentCommand } from './sent-command.ts'
import type { StoreLogger } from './watch-server.ts'

export interface MongoStoreOptions extends StoreOptions {
  /**
   * `mongodb://…` or `mongodb+srv://…` of a replica set, one of a single node too. Its path (default `rewards`) begins the
   * database's name, `PATH_SERVICE`. Who signs in does so at `admin` unless the address names an `authSource`.
   */
  readonly url: string
  /** `[a-z_]+`; ends the database's name. */
  readonly service: string
  /** All collections of the service; `Store.collection` knows these alone. */
  readonly collections: StoreDeclaration
  /** Told when the server does not answer, and of indexes that nobody declares. */
  readonly logger?: StoreLogger
  /** Gives up waiting for the server at the start; no effect afterwards. */
  readonly signal?: AbortSignal
  /** Told of every command that is sent, those of the start too. Costs time; for tests and tables. */
  readonly onCommand?: (command: SentCommand) => void
}
