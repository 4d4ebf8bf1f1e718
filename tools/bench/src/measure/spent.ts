import type { Usages } from './usage.ts'

/** What a process spent on a load. */
export interface Spent {
  /** How many cores it kept busy. */
  readonly cores: number
  /** CPU milliseconds for a thousand calls. */
  readonly msPerThousand: number
  /** Resident memory at the end. */
  readonly rssMb: number
}

/** By the process's name; without those that could not be looked at. */
export type SpentBy = Readonly<Record<string, Spent>>

/** What each process spent between two looks, for so many calls. */
export function spentBetween(
  before: Usages,
  after: Usages,
  { seconds, calls }: { seconds: number; calls: number },
): SpentBy {
  const both = Object.entries(after).flatMap(([name, { cpuMs, rssBytes }]) => {
    const earlier = before[name]
    if (!earlier) return []
    const spentMs = cpuMs - earlier.cpuMs
    const cores = spentMs / (seconds * 1_000)
    return [[name, { cores, msPerThousand: (spentMs / calls) * 1_000, rssMb: megabytes(rssBytes) }] as const]
  })
  return Object.fromEntries(both)
}

export function megabytes(bytes: number): number {
  return bytes / 1_048_576
}
