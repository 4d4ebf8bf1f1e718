import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DEAD_LETTERS } from '@rewards/messaging'
import { openSqliteStore, type Store } from '@rewards/store'
import type { BenchOptions } from './arguments.ts'
import { commitsPerSecond, FLOOR_DOCUMENTS } from './floors/commits.ts'
import { messagesPerSecond } from './floors/messages.ts'
import { syncsPerSecond } from './floors/syncs.ts'
import { goalsOf } from './goals.ts'
import { machine } from './machine.ts'
import { measureSystem } from './measure/system.ts'
import { floorLines } from './report/lines.ts'
import type { Floors, Result } from './result.ts'
import { type Environment, startMeasured } from './system/start.ts'

export interface Surroundings {
  readonly env: Environment
  /** Gets each line of progress. */
  readonly say: (line: string) => void
  /** Aborted by who does not want to wait any longer. */
  readonly signal: AbortSignal
}

/** Measures a system of its own, which it starts and ends, and leaves nothing else behind. Rejects when aborted. */
export async function runBench(
  options: BenchOptions,
  { env, say, signal: asked }: Surroundings,
): Promise<Result> {
  const startedAt = new Date().toISOString()
  const folder = await mkdtemp(join(tmpdir(), 'rewards-bench-'))
  const failure = new AbortController()
  const signal = AbortSignal.any([asked, failure.signal])
  const onFailure = (reason: Error) => failure.abort(reason)
  const store = await openFloorStore(folder)
  try {
    say('floors: disk, store …')
    const disk = await diskFloors(store, folder, options, signal)
    say('starting the system …')
    const system = await startMeasured({ dataDir: join(folder, 'data'), env, signal, onFailure })
    try {
      say('floors: broker …')
      const floors = {
        ...disk,
        messages: await messagesPerSecond(system.natsUrl, store, { ...floorTime(options), signal }),
      }
      for (const line of floorLines(floors)) say(line)
      const found = await measureSystem(options, system, { say, signal })
      return { startedAt, machine: machine(), options, floors, ...found, goals: goalsOf(found) }
    } finally {
      say('stopping …')
      await system.stop()
    }
  } finally {
    await store.close()
    await rm(folder, { recursive: true, force: true })
  }
}

function openFloorStore(folder: string): Promise<Store> {
  return openSqliteStore({ file: join(folder, 'floor.sqlite'), collections: [FLOOR_DOCUMENTS, DEAD_LETTERS] })
}

async function diskFloors(
  store: Store,
  folder: string,
  options: BenchOptions,
  signal: AbortSignal,
): Promise<Omit<Floors, 'messages'>> {
  const { forMs } = floorTime(options)
  return {
    syncs: syncsPerSecond(folder, forMs),
    commitsByOne: await commitsPerSecond(store, { callers: 1, forMs, signal }),
    commitsBy64: await commitsPerSecond(store, { callers: 64, forMs, signal }),
  }
}

/** They settle sooner than claims do. */
function floorTime({ seconds }: BenchOptions): { forMs: number } {
  return { forMs: Math.min(seconds, 2) * 1_000 }
}
