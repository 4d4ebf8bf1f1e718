import { closeSync, ftruncateSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { BookRow } from '../stores/rows.ts'
import { readLedger } from './ledger-file.ts'

/**
 * The books of the provider: a file that is only ever appended to. What is entered is synced when `enter` resolves; all
 * that waits shares one sync. Rejects when the file cannot be written: then nobody knows what is in it, until it is
 * opened again.
 */
export class Ledger {
  readonly #file: FileHandle
  #waiting: string[] = []
  #writing: Promise<void> = Promise.resolve()

  private constructor(file: FileHandle) {
    this.#file = file
  }

  /** Opens it, without a line that a crash left half-written, and gives what is in it. */
  static async open(path: string): Promise<{ ledger: Ledger; entries: readonly BookRow[] }> {
    mkdirSync(dirname(path), { recursive: true })
    cutHalfLine(path)
    return { ledger: new Ledger(await open(path, 'a')), entries: readLedger(path) }
  }

  enter(entry: BookRow): Promise<void> {
    this.#waiting.push(`${JSON.stringify(entry)}\n`)
    this.#writing = this.#writing.then(() => this.#write())
    return this.#writing
  }

  async #write(): Promise<void> {
    const lines = this.#waiting.splice(0).join('')
    if (lines === '') return
    await this.#file.appendFile(lines)
    await this.#file.datasync()
  }
}

function cutHalfLine(path: string): void {
  const file = openSync(path, 'a+')
  try {
    ftruncateSync(file, readFileSync(path).lastIndexOf('\n') + 1)
  } finally {
    closeSync(file)
  }
}
