import type { Gateway } from '../gateway/gateway.ts'
import type { Progress } from '../progress.ts'

/** What every scene of the demo needs. */
export interface Stage {
  readonly gateway: Gateway
  readonly progress: Progress
  /** Names this run, `[a-z0-9]`; part of addresses and keys, so that a further demo on the same data meets nothing of this. */
  readonly run: string
}
