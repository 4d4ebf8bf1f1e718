import { openChannel } from '@rewards/rpc'
import type { BenchOptions } from '../arguments.ts'
import { askOver } from '../calls/ask.ts'
import type { Found } from '../result.ts'
import { setStage } from '../stage/stage.ts'
import type { MeasuredSystem } from '../system/start.ts'
import { measureAll } from './all.ts'
import { ClaimsFile } from './claims-file.ts'
import { lookAt } from './look.ts'

/** Prepares users and events on a system that runs, and measures all there is to measure. */
export async function measureSystem(
  options: BenchOptions,
  system: MeasuredSystem,
  surroundings: { say: (line: string) => void; signal: AbortSignal },
): Promise<Found> {
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
    return await measureAll(bench, stage, options)
  } finally {
    file.close()
    for (const channel of [gateway, event]) channel.close()
  }
}
