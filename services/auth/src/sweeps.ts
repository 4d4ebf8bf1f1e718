import { every, type Life } from '@rewards/process'
import type { UseCases } from './application/use-cases.ts'

/** Starts what goes on by itself, again and again; `life` stops it. Any number of processes may do it at once. */
export function startSweeps(useCases: UseCases, { logger, onStop }: Life, everyMs: number): void {
  const sweeps = {
    async visits(signal: AbortSignal) {
      const owing = await useCases.sweepVisits(signal)
      if (owing > 0) logger.warn({ owing }, 'condition did not confirm what sessions owe to it')
    },
    async signingKeys() {
      if (await useCases.sweepSigningKeys()) logger.info('made the next signing key')
    },
    async standings(signal: AbortSignal) {
      const changed = await useCases.sweepStandings(signal)
      if (changed > 0) logger.info({ changed }, 'suspensions ended, or accounts fell asleep')
    },
  }
  for (const [name, work] of Object.entries(sweeps)) {
    const sweep = every(everyMs, work, { name: `sweep ${name}`, logger })
    onStop(`sweep of ${name}`, () => sweep.stop())
  }
}
