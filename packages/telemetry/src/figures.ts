import { SeriesByAttributes } from './series.ts'

/** Seconds that were measured, by how many were at most each of the boundaries, and above the last. */
export interface Durations {
  readonly counts: number[]
  sum: number
}

export interface Count {
  value: number
}

/** What one name stands for. */
export interface Figure<T> {
  readonly name: string
  readonly description: string
  readonly series: SeriesByAttributes<T>
}

/** Seconds; the boundaries that the semantic conventions advise, with finer ones where our own calls lie. */
export const SECONDS: readonly number[] = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
]

/**
 * Durations and counts, as they are measured in the middle of calls. They are added up here, since the SDK's own instruments
 * cost several times as much for each value (they sort and stringify its attributes), which was seen in the throughput.
 */
export class Figures {
  readonly durations: Figure<Durations>[] = []
  readonly counts: Figure<Count>[] = []

  duration(name: string, description: string): Figure<Durations> {
    const make = () => ({ counts: new Array<number>(SECONDS.length + 1).fill(0), sum: 0 })
    return added(this.durations, { name, description, series: new SeriesByAttributes(make) })
  }

  count(name: string, description: string): Figure<Count> {
    return added(this.counts, { name, description, series: new SeriesByAttributes(() => ({ value: 0 })) })
  }
}

export function addDuration(durations: Durations, seconds: number): void {
  let bucket = 0
  while (bucket < SECONDS.length && seconds > (SECONDS[bucket] as number)) bucket++
  durations.counts[bucket] = (durations.counts[bucket] as number) + 1
  durations.sum += seconds
}

function added<T>(figures: Figure<T>[], figure: Figure<T>): Figure<T> {
  figures.push(figure)
  return figure
}
