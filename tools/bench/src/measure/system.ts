import { openChannel } from '@rewards/rpc'
import type { BenchOptions } from '../arguments.ts'
import { askOver } from '../calls/ask.ts'
import type { Found } from '../result.ts'
import { type Stage, setStage } from '../stage/stage.ts'
import type { MeasuredSystem } from '../system/start.ts'
import { measureAll } from './all.ts'
import type { Bench } from './bench.ts'
import { ClaimsFile } from './claims-file.ts'
import { lookAt } from './look.ts'

interface Surroundings {
  readonly say: (line: string) => void
  readonly signal: AbortSignal
}

/** Measures all there is to measure on a system that runs. */
export function measureSystem(
  options: BenchOptions,
  system: MeasuredSystem,
  surroundings: Surroundings,
): Promise<Found> {
  return onStage(options, system, surroundings, (bench, stage) => measureAll(bench, stage, options))
}

/** Prepares users and events on a system that runs, and gives `work` what it needs to measure it. */
export async function onStage<T>(
  options: BenchOptions,
  system: MeasuredSystem,
  surroundings: Surroundings,
  work: (bench: Bench, stage: Stage) => Promise<T>,
): Promise<T> {
  const { url, eventPort, dataDir, pids } = system
  // No services are named, so that nothing is repeated: a call that fails is to be seen.
  const gateway = openChannel({ addresses: [new URL(url).host], services: [] })
  const event = openChannel({ addresses: [`127.0.0.1:${eventPort}`], services: [] })
  const file = new ClaimsFile(dataDir)
  try {
    const stage = await setStage(gateway, dataDir, options, surroundings)
    const asks = { ask: askOver(gateway), askEvent: askOver(event) }
    const forMs = options.seconds * 1_000
    const bench = { ...surroundings, ...asks, users: stage.users, gateway, file, look: lookAt(pids), forMs }
    return await work(bench, stage)
  } finally {
    file.close()
    for (const channel of [gateway, event]) channel.close()
  }
}
