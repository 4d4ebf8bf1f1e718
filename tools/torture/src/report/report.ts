import type { TortureOptions } from '../arguments.ts'
import type { Judgement } from '../check/judge.ts'
import type { Closing } from '../check/settle.ts'
import type { Strike } from '../faults/strike.ts'
import type { StoreCounts } from './store-counts.ts'
import type { Told } from './told.ts'

/** What a run found. */
export interface Report {
  /** ISO 8601. */
  readonly startedAt: string
  readonly seconds: number
  readonly options: TortureOptions
  /** Runs the same faults again. */
  readonly command: string
  /** Whether the run came to its end; else it was interrupted, and judged is what must hold at any moment. */
  readonly isComplete: boolean
  /** Whether it came to its end and every invariant holds. */
  readonly isGood: boolean
  readonly strikes: readonly Strike[]
  /** What callers were told. */
  readonly told: Told
  /** What the stores say. */
  readonly stored: StoreCounts
  /** Absent when interrupted. */
  readonly closing?: Closing
  readonly judgements: readonly Judgement[]
}

/** The command that strikes in the same order. */
export function commandOf({ kills, seed, replicas, store }: TortureOptions): string {
  const options = `--kills ${kills} --seed ${seed} --replicas ${replicas}`
  return `npm run torture -- ${options}${store === 'sqlite' ? '' : ` --store ${store}`}`
}
