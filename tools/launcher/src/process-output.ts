import type { ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { LogFile } from './log-file.ts'
import { shortened } from './log-line.ts'

const KEPT = 8

/** What a process says: all of it into its log file, warnings and worse to the screen, the last lines for a failure. */
export class ProcessOutput {
  readonly #file: LogFile
  readonly #say: (line: string) => void
  #shown: string | undefined
  #warnedAt: number = 0
  #last: string[] = []

  constructor(file: LogFile, say: (line: string) => void) {
    this.#file = file
    this.#say = say
  }

  /** Takes what a process says from its start on; what an earlier one said last is forgotten. */
  follow(child: ChildProcess): void {
    this.#last = []
    for (const stream of [child.stdout, child.stderr])
      if (stream) createInterface({ input: stream }).on('line', line => this.#take(line))
  }

  /** The last lines of the present process, the newest last. */
  get tail(): readonly string[] {
    return this.#last
  }

  /** When it warned last, by `performance.now()`; 0: never. */
  get warnedAt(): number {
    return this.#warnedAt
  }

  #take(line: string): void {
    this.#file.write(`${line}\n`)
    this.#last = [...this.#last.slice(1 - KEPT), line]
    const short = shortened(line)
    if (short !== undefined) this.#warnedAt = performance.now()
    // Whoever waits for something says so each second; once is enough for the screen.
    if (short !== undefined && short !== this.#shown) this.#say(short)
    this.#shown = short ?? this.#shown
  }
}
