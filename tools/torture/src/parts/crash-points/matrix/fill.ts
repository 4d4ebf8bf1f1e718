import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Random } from '../../../random.ts'
import { play, type RunResult } from '../run.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { type Fault, KINDS } from '../steps/fault.ts'
import { prepareFiles } from '../world/offer.ts'
import { Matrix, REPLICAS } from './matrix.ts'
import { describeRun, type Way } from './way.ts'

export interface FillOptions {
  readonly scenarios: readonly Scenario[]
  /** For files; emptied again. */
  readonly folder: string
  /** 1: on every way to a step, each time that it is taken. Less: on one way, and at that share of the later times. */
  readonly scale: number
  readonly random: Random
  readonly say: (line: string) => void
  readonly signal: AbortSignal
}

/** Of what has to happen before a step is taken at all. */
const MOST_BEFORE = 3
const SAY_EVERY = 500

/**
 * Runs every scenario as it is, to see the steps; then again with each thing happening at each of them, and likewise at
 * the steps that are only taken after something happened, until no new ones are seen. When aborted, gives what there is.
 */
export async function fill(options: FillOptions): Promise<Matrix> {
  const matrix = new Matrix()
  const filling = new Filling(options, matrix)
  await filling.record()
  await filling.strikeNew()
  await filling.strikeLater()
  // A later time may lead to a step that no first time did.
  await filling.strikeNew()
  return matrix
}

class Filling {
  readonly #options: FillOptions
  readonly #matrix: Matrix
  /** Steps, each with a number of replicas, that are struck already. */
  readonly #planned = new Set<string>()

  constructor(options: FillOptions, matrix: Matrix) {
    this.#options = options
    this.#matrix = matrix
  }

  async record(): Promise<void> {
    for (const scenario of this.#options.scenarios) {
      await mkdir(this.#prepared(scenario), { recursive: true })
      await prepareFiles(this.#prepared(scenario), scenario)
      for (const replicas of REPLICAS) {
        const { watch } = await this.#run({ scenario, replicas, before: [] }, [])
        for (const [step, times] of watch.seen)
          this.#matrix.rows.add(step, { scenario, replicas, before: [], times })
      }
    }
  }

  /** Strikes each step that was not struck yet, and those that are seen by that, until there are no new ones. */
  async strikeNew(): Promise<void> {
    const { say, signal } = this.#options
    const { rows } = this.#matrix
    for (;;) {
      const planned = rows.steps.flatMap(step => REPLICAS.flatMap(replicas => this.#plan(step, replicas)))
      for (const { way, fault } of planned) await this.#strike(way, fault)
      if (planned.length === 0 || signal.aborted) return
      say(`${this.#matrix.runs} runs, ${rows.steps.length} steps`)
    }
  }

  /** Strikes steps at later times than the first. */
  async strikeLater(): Promise<void> {
    const { scale, random } = this.#options
    const { rows } = this.#matrix
    for (const step of rows.steps)
      for (const way of REPLICAS.flatMap(replicas => rows.waysTo(step, replicas)))
        for (let nth = 2; nth <= way.times; nth++)
          for (const kind of KINDS) if (random.chance(scale)) await this.#strike(way, { step, nth, kind })
  }

  /** On every way that leads to the step, or each thing on one that chance picks. */
  #plan(step: string, replicas: number): { way: Way; fault: Fault }[] {
    const { random, scale } = this.#options
    const ways = this.#matrix.rows.waysTo(step, replicas)
    const name = `${replicas} ${step}`
    if (ways.length === 0 || this.#planned.has(name)) return []
    this.#planned.add(name)
    return KINDS.flatMap(kind =>
      (scale < 1 ? [random.pick(ways)] : ways).map(way => ({ way, fault: { step, nth: 1, kind } })),
    )
  }

  async #strike(way: Way, fault: Fault): Promise<void> {
    if (this.#options.signal.aborted) return
    const faults = [...way.before, fault]
    const result = await this.#run(way, faults)
    this.#matrix.note(fault, way.replicas, result)
    if (faults.length <= MOST_BEFORE) this.#addNew(way, faults, result)
  }

  /** Steps that no way leads to yet: this run is one. */
  #addNew({ scenario, replicas }: Way, before: readonly Fault[], { watch }: RunResult): void {
    const { rows } = this.#matrix
    for (const step of watch.seen.keys())
      if (rows.waysTo(step, replicas).length === 0) rows.add(step, { scenario, replicas, before, times: 1 })
  }

  async #run(way: Omit<Way, 'times'>, faults: readonly Fault[]) {
    const { scenario, replicas } = way
    const matrix = this.#matrix
    const result = await play({ scenario, replicas, faults }, this.#prepared(scenario), this.#options.folder)
    const { watch, problems } = result
    const what = describeRun(way, faults)
    for (const step of watch.seen.keys()) matrix.seen.add(step)
    for (const [position, site] of watch.sites) matrix.sites.set(position, site)
    if (!watch.hasStruckAll) matrix.missed.push(what)
    matrix.problems.push(...problems.map(problem => `${what}: ${problem}`))
    matrix.runs += 1
    if (matrix.runs % SAY_EVERY === 0) this.#options.say(`${matrix.runs} runs`)
    return { ...result, hasStruck: watch.hasStruckAll }
  }

  #prepared({ name }: Scenario): string {
    return join(this.#options.folder, name)
  }
}
