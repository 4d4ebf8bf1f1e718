import { INTERRUPTED, Interrupted, runProgram } from '@rewards/command-line'
import type { Output } from './progress.ts'
import { StoresError } from './stores-error.ts'

/** What a command is given. */
export interface Surroundings extends Output {
  /** Aborted by Ctrl-C: what is under way stops between two steps. */
  readonly signal: AbortSignal
}

/** How a command ends: `good`, `bad` when it found something that must be looked at, or it was interrupted. */
export type Ending = 'good' | 'bad' | 'stopped'

const EXIT_CODES: Readonly<Record<Ending, number>> = { good: 0, bad: 1, stopped: INTERRUPTED }

/** Runs a command of this process's terminal; resolves to the exit code. What it throws becomes one sentence. */
export function runCommand(
  name: string,
  command: (surroundings: Surroundings) => Promise<Ending>,
): Promise<number> {
  return runProgram(name, async surroundings => {
    try {
      return EXIT_CODES[await command({ ...surroundings, now: () => performance.now() })]
    } catch (error) {
      const { aborted } = surroundings.signal
      throw new (aborted ? Interrupted : Error)(sentenceOf(error), { cause: error })
    }
  })
}

/** The stores' own errors say nothing of what lies behind them. */
function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error instanceof StoresError || !(error.cause instanceof Error)) return error.message
  return `${error.message} (${error.cause.message})`
}
