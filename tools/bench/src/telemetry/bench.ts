import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BenchOptions } from '../arguments.ts'
import type { Surroundings } from '../bench.ts'
import { machine } from '../machine.ts'
import { onStage } from '../measure/system.ts'
import { type MeasuredSystem, startMeasured, type Telemetry } from '../system/start.ts'
import { type Collector, startCollector } from './collector.ts'
import { goalsOf, ratiosOf } from './ratios.ts'
import type { Round, TelemetryResult } from './result.ts'
import { measureRounds } from './rounds.ts'

interface Measured {
  readonly rounds: readonly Round[]
  /** On the system with telemetry, those before the first round included. */
  readonly claims: number
}

type Options = BenchOptions & { readonly rounds: number }

/** Short enough that many turns fit, and both systems have the machine's good and bad moments. */
const LONGEST_TURN_MS = 5_000

/** Measures two systems of its own against each other, one with all telemetry, one with none. As `runBench` otherwise. */
export async function runTelemetryBench(
  options: Options,
  surroundings: Surroundings,
): Promise<TelemetryResult> {
  const startedAt = new Date().toISOString()
  const folder = await mkdtemp(join(tmpdir(), 'rewards-bench-'))
  const collector = await startCollector()
  try {
    const { rounds, claims } = await measureIn(folder, options, surroundings, collector)
    const ratios = ratiosOf(rounds)
    const spans = await collector.spans()
    return { startedAt, machine: machine(), options, rounds, ratios, spans, claims, goals: goalsOf(ratios) }
  } finally {
    await collector.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

async function measureIn(
  folder: string,
  options: Options,
  { env, say, signal: asked }: Surroundings,
  collector: Collector,
): Promise<Measured> {
  const failure = new AbortController()
  const signal = AbortSignal.any([asked, failure.signal])
  const start = (name: string, telemetry: Telemetry) => {
    say(`starting the system with telemetry ${name} …`)
    const onFailure = (reason: Error) => failure.abort(reason)
    return startMeasured({ dataDir: join(folder, name), env, telemetry, signal, onFailure })
  }
  const systems: MeasuredSystem[] = []
  try {
    const off = await start('off', { metrics: false, spansTo: undefined })
    systems.push(off)
    const on = await start('on', { metrics: true, spansTo: collector.endpoint })
    systems.push(on)
    return await measureBoth(options, { off, on }, { say, signal })
  } finally {
    say('stopping …')
    await Promise.all(systems.map(system => system.stop()))
  }
}

function measureBoth(
  options: Options,
  { off, on }: { readonly off: MeasuredSystem; readonly on: MeasuredSystem },
  surroundings: Pick<Surroundings, 'say' | 'signal'>,
): Promise<Measured> {
  const turns = { ...options, seconds: Math.min(options.seconds, LONGEST_TURN_MS / 1_000) }
  return onStage(turns, off, surroundings, (offBench, offStage) =>
    onStage(turns, on, surroundings, async (onBench, onStaged) => {
      const systems = {
        off: { bench: offBench, stage: offStage, metricsUrls: off.metricsUrls },
        on: { bench: onBench, stage: onStaged, metricsUrls: on.metricsUrls },
      }
      const rounds = await measureRounds(systems, options.rounds, surroundings.say)
      return { rounds, claims: onStaged.plain.taken }
    }),
  )
}
