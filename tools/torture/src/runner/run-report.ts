import type { PartReport } from '../parts/part.ts'
import type { StoreName } from '../stores/names.ts'

/** What a run of parts found; `report.json` is this. */
export interface RunReport {
  /** ISO 8601. */
  readonly startedAt: string
  readonly seconds: number
  readonly options: RunOptions
  /** Runs the same again. */
  readonly command: string
  /** Whether every part came to its end. */
  readonly isComplete: boolean
  /** Whether every part came to its end and all holds. */
  readonly isGood: boolean
  readonly parts: readonly PartResult[]
}

/** What was asked for. */
export interface RunOptions {
  readonly parts: readonly string[]
  readonly scale: number
  readonly seed: number
  readonly replicas: number
  readonly store: StoreName
  /** As it was asked for; absent: it was not. */
  readonly nats?: string
  /** What the nats-server is. */
  readonly natsVersion: string
  readonly kills?: number
  /** Which faults were dealt; absent: all. */
  readonly only?: readonly number[]
}

/**
 * `holds`: all that was judged. `interrupted`: it did not come to its end; what holds always was judged, where it came so
 * far. `broken off`: it could not be carried out. `left out`: it was not begun.
 */
export type Outcome = 'holds' | 'violated' | 'interrupted' | 'broken off' | 'left out'

/** What became of a part. */
export interface PartResult {
  readonly name: string
  readonly promises: readonly number[]
  readonly says: string
  readonly outcome: Outcome
  /** Why it was broken off or left out. */
  readonly why?: string
  readonly seconds: number
  /** Runs this part alone again. */
  readonly command: string
  /** The file beside the report that has its operations; absent: it has none. */
  readonly operations?: string
  readonly report?: PartReport
}

/** The command that does the same in the same order. */
export function commandOf(options: RunOptions, part?: string): string {
  const { parts, scale, seed, replicas, store, nats, kills } = options
  const hasKills = kills !== undefined && (part ?? 'kills') === 'kills'
  const words = [
    `--part ${part ?? parts.join(',')}`,
    `--scale ${scale}`,
    `--seed ${seed}`,
    `--replicas ${replicas}`,
    ...(store === 'sqlite' ? [] : [`--store ${store}`]),
    ...(nats === undefined ? [] : [`--nats ${nats}`]),
    ...(hasKills ? [`--kills ${kills}`] : []),
  ]
  return `npm run torture -- ${words.join(' ')}`
}
