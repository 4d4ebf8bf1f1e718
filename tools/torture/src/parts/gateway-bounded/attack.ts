import type { Attacked } from './counted.ts'
import type { Gate } from './gate.ts'

/** Something that is done to the gateway, many times at once. */
export interface Attack {
  /** For people. */
  readonly name: string
  /** How often at scale 1. */
  readonly full: number
  /** Resolves to what was seen, when all of it was refused or has been cut. */
  readonly run: (gate: Gate, count: number) => Promise<Attacked>
}
