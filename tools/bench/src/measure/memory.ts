import { megabytes } from './spent.ts'
import type { Usages } from './usage.ts'

/** How a process's resident memory developed over a number of claims. */
export interface Growth {
  /** The mean over the first third of the claims, and over the last. */
  readonly firstThirdMb: number
  readonly lastThirdMb: number
  /** The last by the first: 1 is flat. */
  readonly ratio: number
  /** Some of the looks, in their order, as `[claims so far, MB]`. */
  readonly course: readonly (readonly [number, number])[]
}

interface Sample {
  readonly claims: number
  readonly usages: Usages
}

const EVERY_MS = 500
const COURSE_LENGTH = 30

/** Looks at the memory of processes again and again, until it is stopped. */
export class MemoryWatch {
  readonly #look: () => Usages
  readonly #claims: () => number
  readonly #samples: Sample[] = []
  readonly #timer: NodeJS.Timeout

  /** `claims` says how many there have been. */
  constructor(look: () => Usages, claims: () => number) {
    this.#look = look
    this.#claims = claims
    this.#timer = setInterval(() => this.#take(), EVERY_MS)
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  /** By the process's name; without those that could not be looked at. */
  growths(): Readonly<Record<string, Growth>> {
    this.#take()
    const all = this.#claims()
    const first = this.#samples.filter(({ claims }) => claims <= all / 3)
    const last = this.#samples.filter(({ claims }) => claims >= (all * 2) / 3)
    const names = Object.keys(last[0]?.usages ?? {})
    return Object.fromEntries(
      names.map(name => {
        const [firstThirdMb, lastThirdMb] = [meanMb(first, name), meanMb(last, name)]
        const ratio = lastThirdMb / firstThirdMb
        return [name, { firstThirdMb, lastThirdMb, ratio, course: courseOf(this.#samples, name) }]
      }),
    )
  }

  #take(): void {
    this.#samples.push({ claims: this.#claims(), usages: this.#look() })
  }
}

function courseOf(samples: readonly Sample[], name: string): Growth['course'] {
  const step = Math.ceil(samples.length / COURSE_LENGTH)
  const some = samples.filter((_, at) => (samples.length - 1 - at) % step === 0)
  return some.flatMap(({ claims, usages: { [name]: usage } }) =>
    usage ? [[claims, Math.round(megabytes(usage.rssBytes))] as const] : [],
  )
}

function meanMb(samples: readonly Sample[], name: string): number {
  const found = samples.flatMap(({ usages }) => usages[name]?.rssBytes ?? [])
  return megabytes(found.reduce((sum, bytes) => sum + bytes, 0) / found.length)
}
