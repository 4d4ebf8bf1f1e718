import type { Fault, Kind } from '../steps/fault.ts'
import { KINDS } from '../steps/fault.ts'
import type { Site } from '../steps/site.ts'
import { Rows } from './rows.ts'

/** Of each service. */
export const REPLICAS = [1, 2] as const

/** What happens at a step, and among how many replicas. */
export interface Column {
  readonly kind: Kind
  readonly replicas: number
}

export const COLUMNS: readonly Column[] = KINDS.flatMap(kind =>
  REPLICAS.map(replicas => ({ kind, replicas })),
)

/** A step, and what happened when it was struck in this way. */
export interface Cell extends Column {
  readonly step: string
  /** How often it was struck. */
  struck: number
  /** How many of those runs did not end as they must. */
  broken: number
}

/** Every step by everything that can happen to it. */
export class Matrix {
  readonly rows = new Rows()
  /** Where in the code steps were taken. */
  readonly sites = new Map<string, Site>()
  /** A sentence for each thing that was not as it must be. */
  readonly problems: string[] = []
  /** A sentence for each run in which what should have happened did not. */
  readonly missed: string[] = []
  /** Every step of every run. */
  readonly seen = new Set<string>()
  runs = 0
  readonly #cells = new Map<string, Cell>()

  cell(step: string, { kind, replicas }: Column): Cell {
    const name = `${kind} ${replicas} ${step}`
    const cell = this.#cells.get(name) ?? { step, kind, replicas, struck: 0, broken: 0 }
    this.#cells.set(name, cell)
    return cell
  }

  get cells(): readonly Cell[] {
    return this.rows.steps.flatMap(step => COLUMNS.map(column => this.cell(step, column)))
  }

  /** Notes a run whose last fault was this one. */
  note(
    { step, kind }: Fault,
    replicas: number,
    { hasStruck, problems }: { hasStruck: boolean; problems: readonly string[] },
  ) {
    const cell = this.cell(step, { kind, replicas })
    if (hasStruck) cell.struck += 1
    if (problems.length > 0) cell.broken += 1
  }
}
