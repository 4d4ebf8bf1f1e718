import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BenchOptions } from './arguments.ts'
import { measureFloors } from './floors/floors.ts'
import { goalsOf } from './goals.ts'
import { machine } from './machine.ts'
import { measureSystem } from './measure/system.ts'
import { profilingInto, readProfiles } from './profile/profiles.ts'
import { floorLines } from './report/lines.ts'
import type { Found, Result } from './result.ts'
import { type Environment, startMeasured } from './system/start.ts'

export interface Surroundings {
  readonly env: Environment
  /** Gets each line of progress. */
  readonly say: (line: string) => void
  /** Aborted by who does not want to wait any longer. */
  readonly signal: AbortSignal
}

/** Floors settle sooner than claims do. */
const LONGEST_FLOOR_MS = 2_000

/** Measures a system of its own, which it starts and ends, and leaves nothing else behind. Rejects when aborted. */
export async function runBench(options: BenchOptions, surroundings: Surroundings): Promise<Result> {
  const startedAt = new Date().toISOString()
  const folder = await mkdtemp(join(tmpdir(), 'rewards-bench-'))
  try {
    const { pids, ...found } = await measureIn(folder, options, surroundings)
    const { profiles: from } = options
    const profiles = from !== undefined && { profiles: await readProfiles(from, pids) }
    return { startedAt, machine: machine(), options, ...found, goals: goalsOf(found), ...profiles }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

type Measured = Found & Pick<Result, 'floors'> & { readonly pids: Readonly<Record<string, number>> }

async function measureIn(
  folder: string,
  options: BenchOptions,
  { env, say, signal: asked }: Surroundings,
): Promise<Measured> {
  const failure = new AbortController()
  const signal = AbortSignal.any([asked, failure.signal])
  const { profiles } = options
  say('starting the system …')
  const system = await startMeasured({
    dataDir: join(folder, 'data'),
    env: profiles === undefined ? env : await profilingInto(profiles, env),
    signal,
    onFailure: reason => failure.abort(reason),
  })
  try {
    say('floors: disk, store, broker …')
    const forMs = Math.min(options.seconds * 1_000, LONGEST_FLOOR_MS)
    const floors = await measureFloors(folder, system.natsUrl, { forMs, signal })
    for (const line of floorLines(floors)) say(line)
    const found = await measureSystem(options, system, { say, signal })
    return { floors, ...found, pids: system.pids }
  } finally {
    say('stopping …')
    await system.stop()
  }
}
