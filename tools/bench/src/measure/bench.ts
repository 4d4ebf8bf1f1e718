import type { Channel } from '@rewards/rpc'
import type { Ask } from '../calls/ask.ts'
import type { Users } from '../stage/users.ts'
import type { ClaimsFile } from './claims-file.ts'
import type { Usages } from './usage.ts'

/** What every measurement needs. */
export interface Bench {
  /** Who calls. */
  readonly users: Users
  readonly gateway: Channel
  /** Through the gateway. */
  readonly ask: Ask
  /** The event service itself, past the gateway. */
  readonly askEvent: Ask
  /** What became of claims. */
  readonly file: ClaimsFile
  /** Looks at all processes. */
  readonly look: () => Usages
  /** How long each measurement lasts. */
  readonly forMs: number
  /** Gets each line of progress. */
  readonly say: (line: string) => void
  /** Aborted when the bench shall end. */
  readonly signal: AbortSignal
}
