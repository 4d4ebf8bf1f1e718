import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { AdaptEnvironment } from '@rewards/launcher'
import { BROKER } from '../faults/kinds.ts'

const PRELOAD = pathToFileURL(join(import.meta.dirname, 'preload.ts')).href

/** A clock of its own for each process of the system but the broker, off by what it is told. */
export class Clocks {
  readonly #folder: string
  readonly #first: Readonly<Record<string, number>>

  /** Keeps a small file for each process in this folder. `first`: how far off those of a service are from the start, ms. */
  constructor(folder: string, first: Readonly<Record<string, number>> = {}) {
    this.#folder = folder
    this.#first = first
    mkdirSync(folder, { recursive: true })
  }

  /** Gives a process its clock, which stays as it is until it is set. Where threads are started, they have it too. */
  readonly adapt: AdaptEnvironment = ({ name, service }, env) => {
    if (service === BROKER) return env
    this.set(name, this.#first[service] ?? 0)
    const preload = `--import=${PRELOAD}?${encodeURIComponent(this.#file(name))}`
    return { ...env, NODE_OPTIONS: [env.NODE_OPTIONS, preload].filter(Boolean).join(' ') }
  }

  /** The process's clock is off by so many milliseconds from a twentieth of a second on. */
  set(name: string, shiftMs: number): void {
    const next = `${this.#file(name)}.next`
    writeFileSync(next, String(shiftMs))
    // Whole at any moment.
    renameSync(next, this.#file(name))
  }

  #file(name: string): string {
    return join(this.#folder, name)
  }
}
