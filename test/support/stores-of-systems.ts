import { type Stored, storedInFiles } from './stored.ts'

type Environment = Readonly<Record<string, string>>

/** A kind of store that a whole system can run on. */
export interface StoreOfSystem {
  /** For the titles of tests. */
  readonly name: string
  /** Why there is none on this machine; empty when there is one. */
  readonly missing: string
  /** What makes a system use a new, empty one. */
  newEnvironment(): Environment
  /** What lies in it, past the services. */
  open(dataDir: string, env: Environment): Stored
}

export const inFiles: StoreOfSystem = {
  name: 'SQLite',
  missing: '',
  newEnvironment: () => ({}),
  open: dataDir => storedInFiles(dataDir),
}
