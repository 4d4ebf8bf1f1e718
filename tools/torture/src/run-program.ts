import { interruption } from './interruption.ts'
import { INTERRUPTED } from './runner/exit-code.ts'

export interface ProgramSurroundings {
  /** Writes a line for who runs it. */
  readonly say: (line: string) => void
  /** Aborts when it is to end. */
  readonly signal: AbortSignal
}

/**
 * Runs a program to its exit code. What it rejects with is said in one line on stderr, and the code is 1 then, or 130 when it
 * was interrupted.
 */
export async function runProgram(
  name: string,
  work: (surroundings: ProgramSurroundings) => Promise<number>,
): Promise<void> {
  const signal = interruption()
  try {
    process.exitCode = await work({ say: line => void process.stdout.write(`${line}\n`), signal })
  } catch (err) {
    const reason = signal.aborted ? signal.reason : err
    process.stderr.write(`${name}: ${reason instanceof Error ? reason.message : String(reason)}\n`)
    process.exitCode = signal.aborted ? INTERRUPTED : 1
  }
}
