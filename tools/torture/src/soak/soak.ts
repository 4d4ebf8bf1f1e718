import { setTimeout as sleep } from 'node:timers/promises'
import { type Judgement, judge } from '../check/judge.ts'
import { settle } from '../check/settle.ts'
import { type Fault, planFaults } from '../faults/plan.ts'
import { type Strike, strike } from '../faults/strike.ts'
import { Load } from '../load/load.ts'
import type { PartSurroundings, Sample } from '../parts/part.ts'
import { strikeLine } from '../report/strike-line.ts'
import { durationText } from '../runner/estimate.ts'
import { OwedWatch } from '../series/owed-watch.ts'
import { samplesOf } from '../series/samples.ts'
import { setStage } from '../stage/stage.ts'
import { inWorld, type World } from '../system/world.ts'
import { unlessAborted } from '../unless-aborted.ts'
import { type SoakOptions, soakCommand } from './arguments.ts'
import { type Growth, growthOf, judgeGrowth } from './judge-growth.ts'
import { type Quantity, quantitiesOf, type Reading } from './quantity.ts'
import { readAll } from './read-processes.ts'

/** What a soak found; `report.json` is this. */
export interface SoakReport {
  /** ISO 8601. */
  readonly startedAt: string
  readonly seconds: number
  readonly options: SoakOptions
  readonly command: string
  /** Whether it went on for as long as was asked for. */
  readonly isComplete: boolean
  /** Whether it came to its end and nothing was violated. */
  readonly isGood: boolean
  readonly claims: number
  readonly judgements: readonly Judgement[]
  readonly growth: readonly Growth[]
  readonly quantities: readonly Quantity[]
  readonly strikes: readonly Strike[]
  readonly series: readonly Sample[]
}

/** Callers are slow, so that a day of them can still be judged as a whole. */
const LONGEST_REST_MS = 20_000
const SAID_EVERY_MS = 60_000
/** The beginning of a run, and of each process's life, that is not judged: until then a process comes by what it keeps. */
const WARM_UP_MS = 1_800_000

/** Lets a system run under a steady load with faults now and then, and looks at whether anything grows. Leaves no process. */
export async function soak(options: SoakOptions, surroundings: PartSurroundings): Promise<SoakReport> {
  return inWorld({ ...options, scale: 1 }, surroundings, {}, world => new Soak(options, world).report())
}

class Soak {
  readonly #options: SoakOptions
  readonly #world: World
  readonly #startedAt = Date.now()
  readonly #readings: Reading[] = []
  readonly #strikes: Strike[] = []
  readonly #over = new AbortController()

  constructor(options: SoakOptions, world: World) {
    this.#options = options
    this.#world = world
  }

  async report(): Promise<SoakReport> {
    const { signal, stores } = this.#world
    const owed = new OwedWatch(stores)
    const load = await this.#startLoad()
    const looking = this.#look(load)
    try {
      await Promise.race([load.ended, this.#strikeOn(load)])
      this.#over.abort()
      return this.#reportOf(load, owed, await this.#complete(load), true)
    } catch (err) {
      if (!signal.aborted) throw err
      await load.ended.catch(() => undefined)
      const rows = await stores.read()
      return this.#reportOf(
        load,
        owed,
        judge({ history: this.#world.history(), rows }, { isQuiet: false }),
        false,
      )
    } finally {
      this.#over.abort()
      await looking
      await owed.close()
    }
  }

  async #startLoad(): Promise<Load> {
    const { gateways, target, log, random, signal, say } = this.#world
    say(`${target.victims.join(', ')} run; signing up …`)
    const stage = await setStage(gateways, target.admin, signal)
    for (const { userId, meetsConditions } of stage.users)
      log.write({ type: 'user', userId, meetsConditions })
    return new Load({ gateways, log, stage, random: random.fork(), longestRestMs: LONGEST_REST_MS, signal })
  }

  /** Deals one fault after the other until the time is over. */
  async #strikeOn(load: Load): Promise<void> {
    const { random, signal, say } = this.#world
    const striking = { ...this.#world, load, random: random.fork() }
    const ends = this.#startedAt + this.#options.hours * 3_600_000
    let before: Fault | undefined
    for (const fault of this.#plan()) {
      const pauseMs = random.between(0, 2_000 * this.#options.faultsEvery)
      await sleep(Math.max(Math.min(pauseMs, ends - Date.now()), 0), undefined, { signal })
      if (Date.now() >= ends) return
      const struck = await strike(striking, { ...fault, afterMs: 0, whileRecovering: false }, before)
      this.#strikes.push(struck)
      say(strikeLine(struck, `${this.#strikes.length}`))
      before = fault
    }
    await sleep(Math.max(ends - Date.now(), 0), undefined, { signal })
  }

  #plan(): Fault[] {
    const { target, random } = this.#world
    const { hours, faultsEvery } = this.#options
    const kills = Math.ceil((2 * hours * 3_600) / faultsEvery) + 1
    return planFaults({ kills, victims: target.victims, random: random.fork() })
  }

  /** Never rejects. */
  async #look(load: Load): Promise<void> {
    const { dataDir, target, say } = this.#world
    const { signal } = this.#over
    let saidAt = Date.now()
    while (!signal.aborted) {
      const claims = () => load.counts.claims
      this.#readings.push(...(await readAll({ dataDir, pids: target.running.pids, claims }).catch(() => [])))
      if (Date.now() - saidAt >= SAID_EVERY_MS) {
        saidAt = Date.now()
        say(`${load.counts.claims} claims; ${durationText(Math.max(this.#secondsLeft(), 0))} left`)
      }
      await sleep(this.#options.every * 1_000, undefined, { signal }).catch(() => undefined)
    }
  }

  #secondsLeft(): number {
    return this.#options.hours * 3_600 - (Date.now() - this.#startedAt) / 1_000
  }

  async #complete(load: Load): Promise<Judgement[]> {
    const { target, stores, signal, say } = this.#world
    say('the time is over; the last requests are answered, and what is owed is granted …')
    await Promise.all([unlessAborted(target.ready(), signal), load.drain()])
    // Claims came until now, so that some were accepted a moment ago, however long ago the last fault was.
    const { judgements } = await settle(stores, this.#world.history(), { lastFaultAt: Date.now(), signal })
    return [...judgements]
  }

  #reportOf(load: Load, owed: OwedWatch, found: readonly Judgement[], isComplete: boolean): SoakReport {
    const seconds = (Date.now() - this.#startedAt) / 1_000
    const quantities = quantitiesOf(this.#readings)
    const growth = quantities.map(quantity => growthOf(quantity, WARM_UP_MS))
    const judgements = [judgeGrowth(growth), ...found]
    return {
      startedAt: new Date(this.#startedAt).toISOString(),
      seconds,
      options: this.#options,
      command: soakCommand(this.#options),
      isComplete,
      isGood: isComplete && judgements.every(({ verdict }) => verdict !== 'violated'),
      claims: load.counts.claims,
      judgements,
      growth,
      quantities,
      strikes: this.#strikes,
      series: samplesOf(this.#world.history().calls, owed.seen),
    }
  }
}
