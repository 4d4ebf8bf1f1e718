import { join } from 'node:path'
import type { TortureOptions } from './arguments.ts'
import { judge } from './check/judge.ts'
import { Samples } from './check/samples.ts'
import { type Settled, settle } from './check/settle.ts'
import { type Fault, planFaults } from './faults/plan.ts'
import { type Strike, type Striking, strike } from './faults/strike.ts'
import { type Gateways, openGateways } from './gateways/gateways.ts'
import { Load } from './load/load.ts'
import { OperationLog, readHistory } from './log/operation-log.ts'
import { Random } from './random.ts'
import { commandOf, type Report } from './report/report.ts'
import { countStores } from './report/store-counts.ts'
import { strikeLine } from './report/text.ts'
import { toldIn } from './report/told.ts'
import { setStage, USERS } from './stage/stage.ts'
import { type Environment, openPlace, STORE_PROCESS, type StorePlace } from './stores/place.ts'
import type { StoresReader } from './stores/rows.ts'
import { startTarget, type Target } from './system/target.ts'
import { unlessAborted } from './unless-aborted.ts'

export interface Surroundings {
  readonly env: Environment
  /** Gets the system's data and the log of operations; the caller's to remove. */
  readonly folder: string
  /** Gets each line of progress. */
  readonly say: (line: string) => void
  /** Aborted by who does not want to wait any longer: the report is then of what there was until then. */
  readonly signal: AbortSignal
}

/** Where a run writes its operations down. */
export function operationsIn(folder: string): string {
  return join(folder, 'operations.jsonl')
}

/** Where the system of a run keeps its data. */
export function dataDirIn(folder: string): string {
  return join(folder, 'data')
}

/**
 * Runs a system of its own, kills it piece by piece under load, and holds what callers were told against what is stored.
 * Leaves no process. Rejects when the system cannot be started or does not come back, with a sentence; and with the
 * signal's reason when aborted before anything was killed.
 */
export async function torture(options: TortureOptions, surroundings: Surroundings): Promise<Report> {
  const { env, say, signal } = surroundings
  const place = await openPlace(options.store, env, signal)
  try {
    say(`${commandOf(options)}: starting the system on ${place.name} …`)
    return await tortureOn(place, options, surroundings)
  } finally {
    await place.stop()
  }
}

async function tortureOn(
  place: StorePlace,
  options: TortureOptions,
  surroundings: Surroundings,
): Promise<Report> {
  const { folder, signal } = surroundings
  const dataDir = dataDirIn(folder)
  // Its own broker, and a provider that can be told to fail.
  const env = { ...surroundings.env, ...place.env, NATS_URL: undefined, REWARDS_SIMULATOR: 'true' }
  const target = await startTarget({ dataDir, replicas: options.replicas, env, signal })
  await using ends = new AsyncDisposableStack()
  ends.defer(() => target.stop())
  ends.defer(() => surroundings.say('stopping …'))
  const random = new Random(options.seed)
  const stores = ends.adopt(place.open(dataDir), opened => opened.close())
  const log = ends.adopt(new OperationLog(operationsIn(folder)), opened => opened.close())
  const gateways = ends.adopt(openGateways(target.urls, random.fork()), opened => opened.close())
  return await new Run(options, surroundings, { place, target, stores, log, gateways, random }).report()
}

interface Parts {
  readonly place: StorePlace
  readonly target: Target
  readonly stores: StoresReader
  readonly log: OperationLog
  readonly gateways: Gateways
  readonly random: Random
}

class Run {
  readonly #options: TortureOptions
  readonly #surroundings: Surroundings
  readonly #parts: Parts
  readonly #startedAt = Date.now()
  readonly #strikes: Strike[] = []
  readonly #samples = new Samples()

  constructor(options: TortureOptions, surroundings: Surroundings, parts: Parts) {
    this.#options = options
    this.#surroundings = surroundings
    this.#parts = parts
  }

  async report(): Promise<Report> {
    const { signal } = this.#surroundings
    const faults = this.#plan()
    const load = await this.#startLoad()
    try {
      // The load ends before it is told to only when it fails.
      await Promise.race([load.ended, this.#strikeAll(faults, load)])
      return await this.#complete(load)
    } catch (err) {
      if (!signal.aborted) throw err
      this.#surroundings.say(
        `${signal.reason instanceof Error ? signal.reason.message : signal.reason}: ending …`,
      )
      await load.ended.catch(() => undefined)
      return this.#interrupted()
    }
  }

  #plan(): Fault[] {
    const { place, target, random } = this.#parts
    const { kills } = this.#options
    const paused = place.pause && { paused: STORE_PROCESS }
    return planFaults({ kills, victims: target.victims, random: random.fork(), ...paused })
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

  async #strikeAll(faults: readonly Fault[], load: Load): Promise<void> {
    const { say, signal } = this.#surroundings
    const { place, stores, random } = this.#parts
    const { pause } = place
    const striking: Striking = {
      ...this.#parts,
      load,
      random: random.fork(),
      signal,
      ...(pause && { pause }),
    }
    for (const [no, fault] of faults.entries()) {
      const struck = await strike(striking, fault, faults[no - 1])
      this.#strikes.push(struck)
      this.#samples.take(await stores.buckets(), load.events)
      say(`[${this.#seconds().toFixed(1).padStart(7)} s] ${strikeLine(struck, `${no + 1}/${faults.length}`)}`)
    }
  }

  /** Lets the last requests come to their end, waits until nothing is owed, and judges. */
  async #complete(load: Load): Promise<Report> {
    const { say, signal } = this.#surroundings
    const { target, stores } = this.#parts
    say('no more faults; the last requests are answered, and what is owed is granted …')
    await Promise.all([unlessAborted(target.ready(), signal), load.drain()])
    const lastFaultAt = this.#strikes.at(-1)?.at ?? this.#startedAt
    return this.#reportOf(await settle(stores, this.#history(), { lastFaultAt, signal }))
  }

  async #interrupted(): Promise<Report> {
    const history = this.#history()
    return this.#reportOf({
      judgements: judge({ history, rows: await this.#parts.stores.read() }, { isQuiet: false }),
    })
  }

  async #reportOf({
    judgements: found,
    closing,
  }: Omit<Settled, 'closing'> & Partial<Settled>): Promise<Report> {
    const judgements = [...found, this.#samples.judgement()]
    const isComplete = closing !== undefined
    return {
      startedAt: new Date(this.#startedAt).toISOString(),
      seconds: this.#seconds(),
      options: this.#options,
      command: commandOf(this.#options),
      isComplete,
      isGood: isComplete && judgements.every(({ verdict }) => verdict === 'holds'),
      strikes: this.#strikes,
      told: toldIn(this.#history()),
      stored: countStores(await this.#parts.stores.read()),
      ...(closing && { closing }),
      judgements,
    }
  }

  #history(): ReturnType<typeof readHistory> {
    return readHistory(operationsIn(this.#surroundings.folder))
  }

  #seconds(): number {
    return (Date.now() - this.#startedAt) / 1_000
  }
}
