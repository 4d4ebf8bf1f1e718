import type { Attributes, Histogram, Meter, UpDownCounter } from '@opentelemetry/api'
import { within } from './within.ts'

export type { Attributes } from '@opentelemetry/api'

/** A value and what it is the value of. */
export interface Observation {
  readonly value: number
  readonly attributes?: Attributes
}

/** Seconds; the boundaries that the semantic conventions advise, with finer ones where our own calls lie. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] as const
/** A source that is slower than this is left out of a reading. */
const LONGEST_READING_MS = 2_000

/** One for the process: it is what the process's own page of metrics shows. */
let current: Meter | undefined

/** From now on instruments measure; `undefined` ends that. `startTelemetry` calls it. */
export function measureWith(meter: Meter | undefined): void {
  current = meter
}

/** Whether this process measures. */
export function isMeasuring(): boolean {
  return current !== undefined
}

/** A histogram of seconds. What it gives records one, and does nothing while nobody measures. Attributes are of bounded kinds. */
export function durations(
  name: string,
  description: string,
): (seconds: number, attributes: Attributes) => void {
  const boundaries = { explicitBucketBoundaries: [...SECONDS] }
  const make = (meter: Meter) => meter.createHistogram(name, { description, unit: 's', advice: boundaries })
  const instrument = made<Histogram>(make)
  return (seconds, attributes) => instrument()?.record(seconds, attributes)
}

/** A count that only grows. What it gives adds one, and does nothing while nobody measures. */
export function counter(name: string, description: string): (attributes: Attributes) => void {
  const instrument = made<Pick<UpDownCounter, 'add'>>(meter => meter.createCounter(name, { description }))
  return attributes => instrument()?.add(1, attributes)
}

/**
 * Values that are looked up at each reading of the metrics. A look-up that fails, or takes more than 2 s, leaves them out of
 * that reading. Does nothing while nobody measures, so it is called after `startTelemetry`.
 */
export function gauge(
  name: string,
  { description, unit }: { readonly description: string; readonly unit: string },
  observe: () => Promise<readonly Observation[]>,
): void {
  current?.createObservableGauge(name, { description, unit }).addCallback(async result => {
    const observations = await within(LONGEST_READING_MS, observe())
    for (const { value, attributes } of observations ?? []) result.observe(value, attributes)
  })
}

/** A sum that only grows and that somebody else keeps; read at each reading of the metrics. Otherwise as `gauge`. */
export function total(
  name: string,
  { description, unit }: { readonly description: string; readonly unit: string },
  read: () => number,
): void {
  const instrument = current?.createObservableCounter(name, { description, unit })
  instrument?.addCallback(result => result.observe(read()))
}

/** The instrument of the meter that measures now; made when it is first asked for. */
function made<T>(make: (meter: Meter) => T): () => T | undefined {
  let known: { meter: Meter; instrument: T } | undefined
  return () => {
    if (current === undefined) return undefined
    if (known?.meter !== current) known = { meter: current, instrument: make(current) }
    return known.instrument
  }
}
