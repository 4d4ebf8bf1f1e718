import { setTimeout as sleep } from 'node:timers/promises'
import { judge } from '../../check/judge.ts'
import type { Samples } from '../../check/samples.ts'
import { type Settled, settle } from '../../check/settle.ts'
import { type Fault, planFaults } from '../../faults/plan.ts'
import { type Strike, type Striking, strike } from '../../faults/strike.ts'
import { operationsIn } from '../../folders.ts'
import type { Gateways } from '../../gateways/gateways.ts'
import { Load } from '../../load/load.ts'
import { type History, type OperationLog, readHistory } from '../../log/operation-log.ts'
import type { Random } from '../../random.ts'
import { strikeLine } from '../../report/strike-line.ts'
import type { OwedWatch } from '../../series/owed-watch.ts'
import { samplesOf } from '../../series/samples.ts'
import { setStage, USERS } from '../../stage/stage.ts'
import { STORE_PROCESS, type StorePlace } from '../../stores/place.ts'
import type { StoresReader } from '../../stores/rows.ts'
import type { Target } from '../../system/target.ts'
import { unlessAborted } from '../../unless-aborted.ts'
import { chosen } from '../chosen.ts'
import type { PartOptions, PartReport, PartSurroundings } from '../part.ts'
import { CLAIMS_A_KILL, figuresOf, killsOf } from './figures.ts'

/** What a run works with. */
export interface KillParts {
  readonly place: StorePlace
  readonly target: Target
  readonly stores: StoresReader
  readonly owed: OwedWatch
  readonly samples: Samples
  readonly log: OperationLog
  readonly gateways: Gateways
  readonly random: Random
}

/** For so long the next kill waits for the claims that come before it, and the end for the last ones. */
const CLAIMS_WITHIN_MS = 10_000
const LAST_CLAIMS_WITHIN_MS = 60_000

/** One run on a system that is there. */
export class KillRun {
  readonly #options: PartOptions
  readonly #surroundings: PartSurroundings
  readonly #parts: KillParts
  readonly #startedAt = Date.now()
  readonly #strikes: Strike[] = []
  readonly #planned: readonly Fault[]

  constructor(options: PartOptions, surroundings: PartSurroundings, parts: KillParts) {
    this.#options = options
    this.#surroundings = surroundings
    this.#parts = parts
    this.#planned = this.#plan()
  }

  async report(): Promise<PartReport> {
    const { signal, say } = this.#surroundings
    const load = await this.#startLoad()
    try {
      // The load ends before it is told to only when it fails.
      await Promise.race([load.ended, this.#strikeAll(load)])
      return await this.#complete(load)
    } catch (err) {
      if (!signal.aborted) throw err
      say(`${signal.reason instanceof Error ? signal.reason.message : signal.reason}: ending …`)
      await load.ended.catch(() => undefined)
      return this.#interrupted()
    }
  }

  #plan(): Fault[] {
    const { place, target, random } = this.#parts
    const paused = place.pause && { paused: STORE_PROCESS }
    return planFaults({
      kills: killsOf(this.#options),
      victims: target.victims,
      random: random.fork(),
      ...paused,
    })
  }

  async #startLoad(): Promise<Load> {
    const { gateways, target, log, random } = this.#parts
    const { say, signal } = this.#surroundings
    say(`${target.victims.join(', ')} run; signing up ${USERS} users …`)
    const stage = await setStage(gateways, target.admin, signal)
    for (const { userId, meetsConditions } of stage.users)
      log.write({ type: 'user', userId, meetsConditions })
    return new Load({ gateways, log, stage, random: random.fork(), signal })
  }

  async #strikeAll(load: Load): Promise<void> {
    const { signal } = this.#surroundings
    const { place, random } = this.#parts
    const pause = place.pause && { pause: place.pause }
    const striking: Striking = { ...this.#parts, load, random: random.fork(), signal, ...pause }
    const faults = chosen(this.#planned, this.#options.only)
    for (const [at, [no, fault]] of faults.entries()) {
      await this.#claims(load, (CLAIMS_A_KILL * killsOf(this.#options) * at) / faults.length)
      const struck = await strike(striking, fault, faults[at - 1]?.[1])
      this.#strikes.push(struck)
      this.#parts.samples.take(await this.#parts.stores.buckets(), load.events)
      this.#surroundings.say(strikeLine(struck, `${no}/${this.#planned.length}`))
    }
    await this.#claims(load, CLAIMS_A_KILL * killsOf(this.#options), LAST_CLAIMS_WITHIN_MS)
  }

  /** Resolves when so many claims were accepted, or when they take too long: the figures say so then. */
  async #claims(load: Load, count: number, withinMs = CLAIMS_WITHIN_MS): Promise<void> {
    const { signal } = this.#surroundings
    for (let waitedMs = 0; waitedMs < withinMs && load.counts.claims < count; waitedMs += 100)
      await sleep(100, undefined, { signal })
  }

  /** Lets the last requests come to their end, waits until nothing is owed, and judges. */
  async #complete(load: Load): Promise<PartReport> {
    const { say, signal } = this.#surroundings
    const { target, stores } = this.#parts
    say('no more faults; the last requests are answered, and what is owed is granted …')
    await Promise.all([unlessAborted(target.ready(), signal), load.drain()])
    const lastFaultAt = this.#strikes.at(-1)?.at ?? this.#startedAt
    const history = this.#history()
    return this.#reportOf(history, await settle(stores, history, { lastFaultAt, signal }))
  }

  async #interrupted(): Promise<PartReport> {
    const history = this.#history()
    const rows = await this.#parts.stores.read()
    return this.#reportOf(history, { judgements: judge({ history, rows }, { isQuiet: false }) })
  }

  async #reportOf(
    history: History,
    { judgements, closing }: Omit<Settled, 'closing'> & Partial<Settled>,
  ): Promise<PartReport> {
    const { stores, samples, owed } = this.#parts
    const strikes = this.#strikes
    const rows = await stores.read()
    const isAll = this.#options.only === undefined
    return {
      isComplete: closing !== undefined,
      figures: figuresOf({
        options: this.#options,
        strikes,
        history,
        rows,
        isAll,
        ...(closing && { closing }),
      }),
      judgements: [...judgements, samples.judgement()],
      strikes,
      faults: this.#planned.map(faultWords),
      series: samplesOf(history.calls, owed.seen),
    }
  }

  #history(): History {
    return readHistory(operationsIn(this.#surroundings.folder))
  }
}

function faultWords({ kind, victim, afterMs, whileRecovering }: Fault): string {
  return `${kind} ${victim}${whileRecovering ? ' while it recovers' : ''}, after ${afterMs} ms`
}
