import type { Fault, Kind } from './fault.ts'
import type { Site } from './site.ts'

/** Something that happens once when a step is taken, before who took it gets its answer. */
interface Meanwhile {
  readonly step: RegExp
  readonly happens: () => Promise<void>
}

/** Sees every step of a run, and strikes where it was told to: one fault after the other, in their order. */
export class Watch {
  /** step → how often it was taken. */
  readonly seen = new Map<string, number>()
  /** Where in the code steps were taken. */
  readonly sites = new Map<string, Site>()
  readonly #faults: readonly Fault[]
  #struck = 0
  #counted = 0
  #meanwhile: Meanwhile[] = []
  readonly #sleepers: (() => void)[] = []
  readonly #left: Promise<unknown>[] = []
  #fellAsleep = Promise.withResolvers<void>()

  constructor(faults: readonly Fault[]) {
    this.#faults = faults
  }

  /** Whether all that was to happen did. */
  get hasStruckAll(): boolean {
    return this.#struck === this.#faults.length
  }

  /** A step is about to be taken: what shall happen to who takes it. */
  strikes(step: string, site: Site): Kind | undefined {
    this.seen.set(step, (this.seen.get(step) ?? 0) + 1)
    this.sites.set(site.position, site)
    const next = this.#faults[this.#struck]
    if (next?.step !== step) return undefined
    this.#counted += 1
    if (this.#counted < next.nth) return undefined
    this.#struck += 1
    this.#counted = 0
    return next.kind
  }

  /** Once, when a step of such a name was taken, this happens before its answer is there. */
  meanwhile(step: RegExp, happens: () => Promise<void>): void {
    this.#meanwhile.push({ step, happens })
  }

  async taken(step: string): Promise<void> {
    const all = this.#meanwhile
    this.#meanwhile = all.filter(each => !each.step.test(step))
    for (const each of all) if (each.step.test(step)) await each.happens()
  }

  get hasSleepers(): boolean {
    return this.#sleepers.length > 0
  }

  /** Resolves when everybody who sleeps is woken. */
  sleep(): Promise<void> {
    this.#fellAsleep.resolve()
    return new Promise(wake => this.#sleepers.push(wake))
  }

  /** Something goes on that nobody waits for any more. */
  leave(work: Promise<unknown>): void {
    this.#left.push(work)
  }

  /** Wakes those who sleep, and waits until what nobody waits for any more is done, or sleeps again. */
  async wake(): Promise<void> {
    this.#fellAsleep = Promise.withResolvers()
    for (const wake of this.#sleepers.splice(0)) wake()
    await Promise.race([Promise.allSettled(this.#left), this.#fellAsleep.promise])
  }
}
