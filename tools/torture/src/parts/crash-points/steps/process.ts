import { AsyncLocalStorage } from 'node:async_hooks'
import type { Site } from './site.ts'
import { type Step, stepName } from './step-name.ts'
import type { Watch } from './watch.ts'

/** The answer of a process that gives none: it died, or it sleeps. */
export const GONE = Symbol('gone')

/** What a process was asked to do. */
interface Errand {
  readonly name: string
  /** How often each step was taken in it. */
  readonly taken: Map<string, number>
  readonly gone: PromiseWithResolvers<typeof GONE>
}

const errands = new AsyncLocalStorage<Errand>()

/** Something that a process waits for. */
export interface Call<T> extends Step {
  readonly site: Site
  readonly work: () => Promise<T>
  /** What it is told when nobody knows. */
  readonly lost: () => Error
}

/**
 * One life of a process. What it waits for belongs to that life: once it is dead nothing of it comes back, nothing that
 * it would have done is done, and nobody gets an answer of it.
 */
export class Process {
  readonly #watch: Watch
  /** Whether all of it stands still while one of its calls sleeps; else only that call does. */
  readonly #freezes: boolean
  readonly #death = Promise.withResolvers<typeof GONE>()
  #isDead = false
  #asleep = 0

  constructor(watch: Watch, { freezes }: { readonly freezes: boolean }) {
    this.#watch = watch
    this.#freezes = freezes
  }

  get isDead(): boolean {
    return this.#isDead
  }

  /** Whether it takes what it is asked to do. */
  get serves(): boolean {
    return !this.#isDead && !(this.#freezes && this.#asleep > 0)
  }

  die(): void {
    this.#isDead = true
    this.#death.resolve(GONE)
  }

  /** Has the process do something; `GONE` when it died or fell asleep over it. Rejects as the work does. */
  run<T>(name: string, work: () => Promise<T>): Promise<T | typeof GONE> {
    const errand: Errand = { name, taken: new Map(), gone: Promise.withResolvers() }
    const result = errands.run(errand, async () => {
      const value = await work()
      return this.#isDead ? never() : value
    })
    errand.gone.promise.then(() => this.#watch.leave(Promise.race([this.#death.promise, result])))
    return Promise.race([this.#death.promise, errand.gone.promise, result])
  }

  /** One awaited call of a port. */
  async step<T>(call: Call<T>): Promise<T> {
    if (this.#isDead) return never()
    const name = this.#named(call)
    const kind = this.#watch.strikes(name, call.site)
    if (kind === 'dies before') this.die()
    if (this.#isDead) return never()
    const outcome = await settled(call.work())
    await this.#watch.taken(name)
    if (kind === 'dies after') this.die()
    if (kind === 'answer late') await this.#sleep()
    if (this.#isDead) return never()
    if (kind === 'answer lost') throw call.lost()
    return outcome()
  }

  /** A message that is sent, and that nobody waits for. */
  tell(call: Omit<Call<void>, 'work' | 'lost'> & { readonly send: () => void }): void {
    if (this.#isDead) return
    const kind = this.#watch.strikes(this.#named(call), call.site)
    if (kind === 'dies before') this.die()
    if (this.#isDead || kind === 'answer lost') return
    if (kind === 'answer late') void this.#watch.sleep().then(call.send)
    else call.send()
    if (kind === 'dies after') this.die()
  }

  #named(call: Step & { readonly site: Site }): string {
    const errand = errands.getStore()
    if (!errand) throw new Error(`${call.port}.${call.method} is called outside of all errands`)
    const once = stepName(errand.name, call)
    const times = (errand.taken.get(once) ?? 0) + 1
    errand.taken.set(once, times)
    return times === 1 ? once : `${once} #${times}`
  }

  async #sleep(): Promise<void> {
    this.#asleep += 1
    errands.getStore()?.gone.resolve(GONE)
    await this.#watch.sleep()
    this.#asleep -= 1
  }
}

function never(): Promise<never> {
  return new Promise(() => undefined)
}

/** Waits for the end; what came of it is given, or thrown, when it is asked for. */
async function settled<T>(work: Promise<T>): Promise<() => T> {
  try {
    const value = await work
    return () => value
  } catch (error) {
    return () => {
      throw error
    }
  }
}
