import { megabytes } from './spent.ts'
import type { Usages } from './usage.ts'

/** How a process's resident memory developed over a number of claims. */
export interface Growth {
  /** The means over the first, the middle and the last third of the claims. */
  readonly thirdsMb: readonly [number, number, number]
  /**
   * The last by the middle: 1 is flat. In the first third loads are still small, and caches that have a limit fill up.
   */
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

  /** By the process's name; without those that could not be looked at. None when there were too few looks. */
  growths(): Readonly<Record<string, Growth>> {
    this.#take()
    const thirds = thirdsOf(this.#samples)
    if (thirds.some(({ length }) => length === 0)) return {}
    const names = Object.keys(this.#samples.at(-1)?.usages ?? {})
    return Object.fromEntries(names.map(name => [name, growth(this.#samples, thirds, name)]))
  }

  #take(): void {
    this.#samples.push({ claims: this.#claims(), usages: this.#look() })
  }
}

type Thirds = readonly [readonly Sample[], readonly Sample[], readonly Sample[]]

function thirdsOf(samples: readonly Sample[]): Thirds {
  const all = samples.at(-1)?.claims ?? 0
  const between = (from: number, to: number) =>
    samples.filter(({ claims }) => claims >= (all * from) / 3 && claims <= (all * to) / 3)
  return [between(0, 1), between(1, 2), between(2, 3)]
}

function growth(samples: readonly Sample[], [first, middle, last]: Thirds, name: string): Growth {
  const thirdsMb = [meanMb(first, name), meanMb(middle, name), meanMb(last, name)] as const
  return { thirdsMb, ratio: thirdsMb[2] / thirdsMb[1], course: courseOf(samples, name) }
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
