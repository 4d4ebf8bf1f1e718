import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { AdaptEnvironment } from '@rewards/launcher'
import { BROKER } from '../faults/kinds.ts'

/** What a process goes by that is not the machine's then: modules beside this one, imported into it before all else. */
type Followed = 'clock' | 'slow-disk'

/** Something of each process of the system, but of the broker, that is set from outside while it runs: in milliseconds. */
export class Dials {
  readonly #folder: string
  readonly #preload: string
  readonly #first: Readonly<Record<string, number>>

  /** Keeps a small file for each process in this folder. `first`: what those of a service have from the start; absent: 0. */
  constructor(folder: string, followed: Followed, first: Readonly<Record<string, number>> = {}) {
    this.#folder = folder
    this.#preload = pathToFileURL(join(import.meta.dirname, `${followed}.ts`)).href
    this.#first = first
    mkdirSync(folder, { recursive: true })
  }

  /** Gives a process its dial, which stays as it is until it is set. Where threads are started, they have it too. */
  readonly adapt: AdaptEnvironment = ({ name, service }, env) => {
    if (service === BROKER) return env
    this.set(name, this.#first[service] ?? 0)
    const preload = `--import=${this.#preload}?${encodeURIComponent(this.#file(name))}`
    return { ...env, NODE_OPTIONS: [env.NODE_OPTIONS, preload].filter(Boolean).join(' ') }
  }

  /** The process goes by it from a twentieth of a second on. */
  set(name: string, ms: number): void {
    const next = `${this.#file(name)}.next`
    writeFileSync(next, String(ms))
    // Whole at any moment.
    renameSync(next, this.#file(name))
  }

  #file(name: string): string {
    return join(this.#folder, name)
  }
}
