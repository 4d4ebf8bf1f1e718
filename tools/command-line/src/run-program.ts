import { inspect } from 'node:util'
import { Interrupted, interruption } from './interruption.ts'

/** What a program of a terminal is given. */
export interface Surroundings {
  /** Writes a line for who runs it. */
  readonly say: (line: string) => void
  /** Aborts when the work is to end: by Ctrl-C, or after an error that nobody caught. The work must heed it. */
  readonly signal: AbortSignal
}

/** The exit code of a program that was interrupted, as a shell says it. */
export const INTERRUPTED = 130

/**
 * Runs a program; resolves to its exit code. What it rejects with is said in one sentence on stderr, and the code is 1 then.
 * When it was interrupted, that is said instead, or, where the work rejects with an `Interrupted` of its own, what that says;
 * and the code is 130. After an error that nobody caught, the work may still write its report; then the error is said with
 * its stack, and the code is 1.
 */
export async function runProgram(
  name: string,
  work: (surroundings: Surroundings) => Promise<number>,
): Promise<number> {
  const signal = interruption()
  const complain = (sentence: string) => void process.stderr.write(`${name}: ${sentence}\n`)
  const ended = await work({ say, signal }).catch((error: unknown) => ({ error }))
  if (signal.aborted && !(signal.reason instanceof Interrupted)) {
    complain(`nobody caught this: ${inspect(signal.reason)}`)
    return 1
  }
  if (typeof ended === 'number') return ended
  const { error } = ended
  complain(sentenceOf(signal.aborted && !(error instanceof Interrupted) ? signal.reason : error))
  return signal.aborted ? INTERRUPTED : 1
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
