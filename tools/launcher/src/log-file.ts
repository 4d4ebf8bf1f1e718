import { closeSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs'

const LIMIT_BYTES = 20 * 1024 * 1024

/**
 * A file that lines are added to; at 20 MB it becomes `<path>.1` and begins anew, so two of them are the most a process
 * ever takes. A line that cannot be written (a full disk) is lost: a log must not end what it tells about.
 */
export class LogFile {
  readonly path: string
  #fd: number
  #bytes: number

  constructor(path: string) {
    this.path = path
    this.#fd = openSync(path, 'a')
    this.#bytes = fstatSync(this.#fd).size
  }

  write(text: string): void {
    try {
      this.#bytes += writeSync(this.#fd, text)
      if (this.#bytes > LIMIT_BYTES) this.#startAnew()
    } catch (err) {
      process.stderr.write(
        `cannot write to ${this.path}: ${err instanceof Error ? err.message : String(err)}\n`,
      )
    }
  }

  close(): void {
    closeSync(this.#fd)
  }

  #startAnew(): void {
    renameSync(this.path, `${this.path}.1`)
    closeSync(this.#fd)
    this.#fd = openSync(this.path, 'a')
    this.#bytes = 0
  }
}
