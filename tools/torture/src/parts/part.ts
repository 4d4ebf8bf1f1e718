import type { Judgement } from '../check/judge.ts'
import type { Strike } from '../faults/strike.ts'
import type { StoreName } from '../stores/names.ts'
import type { Environment } from '../stores/place.ts'

/** A piece of the proof: it does something to real processes, and judges what became of it. */
export interface Part {
  /** One word, as in `--part kills`. */
  readonly name: string
  /** Which of the promises in docs/promises.md it shows. */
  readonly promises: readonly number[]
  /** One sentence: what is done, and what must hold. */
  readonly says: string
  /** How long it takes at scale 1 on two cores, seconds; for the estimate of the time left. */
  readonly fullSeconds: number
  /** The stores it can run on. */
  readonly stores: readonly StoreName[]
  /**
   * Whether it has the machine to itself, since it compares times or memory, or waits for nothing but its own process; others
   * run two at once.
   */
  readonly isAlone?: boolean
  /** Whether it plans its faults by the seed alone, writes the plan into `faults`, and heeds `only`: it can be bisected. */
  readonly canOmitFaults?: boolean
  /** Leaves no process. Rejects with a sentence when it could not be carried out. */
  readonly run: (options: PartOptions, surroundings: PartSurroundings) => Promise<PartReport>
}

export interface PartOptions {
  /** The share of the full figures, above 0, at most 1. */
  readonly scale: number
  readonly seed: number
  /** Processes of each service and of the gateway. */
  readonly replicas: number
  readonly store: StoreName
  /** How many processes the part `kills` kills; absent: as many as the scale says. */
  readonly kills?: number
  /**
   * Which faults of its plan are dealt, by their numbers from 1 on; absent: all. Only for a part that says `canOmitFaults`.
   */
  readonly only?: readonly number[]
}

export interface PartSurroundings {
  readonly env: Environment
  /** Empty at first; gets data, logs and the log of operations. The caller's to remove. */
  readonly folder: string
  /** Gets each line of progress. */
  readonly say: (line: string) => void
  /** Aborted by who does not want to wait any longer: the report is then of what there was until then, not complete. */
  readonly signal: AbortSignal
}

export interface PartReport {
  /** Whether it came to its end; else it was interrupted. */
  readonly isComplete: boolean
  /** What was to be done and what was done, such as kills: 1000 of 1000. */
  readonly figures: readonly Figure[]
  readonly judgements: readonly Judgement[]
  /** What was done to the system, and when. */
  readonly strikes: readonly Strike[]
  /** The plan, a few words for each fault, in order; also those that were left out. */
  readonly faults?: readonly string[]
  /** How things went from second to second, for the pictures; absent where there is nothing to see. */
  readonly series?: readonly Sample[]
  /** What else is to be looked at as a whole, such as a matrix. */
  readonly tables?: readonly ReportTable[]
}

/** A table of the report; each row has a cell for each column. */
export interface ReportTable {
  readonly title: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

export interface Figure {
  readonly what: string
  /** Absent: it is only told, nothing was asked for. */
  readonly asked?: number
  readonly seen: number
}

/** What happened in one second of a run. */
export interface Sample {
  /** Epoch ms at which it began. */
  readonly at: number
  readonly ok: number
  readonly refused: number
  readonly unknown: number
  /** Of the calls that ended, milliseconds. */
  readonly p50?: number
  readonly p99?: number
  /** Claims that were accepted and not closed. */
  readonly owed?: number
}

/** Of a figure at a scale: a whole number, at least 1. */
export function scaled(full: number, { scale }: Pick<PartOptions, 'scale'>): number {
  return Math.max(1, Math.round(full * scale))
}
