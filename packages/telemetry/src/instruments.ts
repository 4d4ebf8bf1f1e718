import type { Attributes, Meter } from '@opentelemetry/api'
import { addDuration, type Figure, type Figures } from './figures.ts'
import { within } from './within.ts'

export type { Attributes } from '@opentelemetry/api'

/** A value and what it is the value of. */
export interface Observation {
  readonly value: number
  readonly attributes?: Attributes
}

/** A source that is slower than this is left out of a reading. */
const LONGEST_READING_MS = 2_000

/** Where measurements go. */
export interface Measuring {
  /** What is looked up at each reading. */
  readonly meter: Meter
  /** What is added up meanwhile. */
  readonly figures: Figures
}

/** One for the process: it is what the process's own page of metrics shows. */
let current: Measuring | undefined

/** From now on instruments measure; `undefined` ends that. `startTelemetry` calls it. */
export function measureWith(measuring: Measuring | undefined): void {
  current = measuring
}

/** Whether this process measures. */
export function isMeasuring(): boolean {
  return current !== undefined
}

/**
 * A histogram of seconds. What it gives records one, and does nothing while nobody measures. Attributes are of bounded kinds,
 * and named in one order.
 */
export function durations(
  name: string,
  description: string,
): (seconds: number, attributes: Attributes) => void {
  const figure = made(figures => figures.duration(name, description))
  return (seconds, attributes) => {
    const series = figure()?.series
    if (series) addDuration(series.of(attributes), seconds)
  }
}

/** A count that only grows. What it gives adds one, and does nothing while nobody measures. Attributes as of `durations`. */
export function counter(name: string, description: string): (attributes: Attributes) => void {
  const figure = made(figures => figures.count(name, description))
  return attributes => {
    const series = figure()?.series
    if (series) series.of(attributes).value++
  }
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
  current?.meter.createObservableGauge(name, { description, unit }).addCallback(async result => {
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
  const instrument = current?.meter.createObservableCounter(name, { description, unit })
  instrument?.addCallback(result => result.observe(read()))
}

/** The figure where measurements go now; made when it is first asked for. */
function made<T>(make: (figures: Figures) => Figure<T>): () => Figure<T> | undefined {
  let known: { figures: Figures; figure: Figure<T> } | undefined
  return () => {
    if (current === undefined) return undefined
    const { figures } = current
    if (known?.figures !== figures) known = { figures, figure: make(figures) }
    return known.figure
  }
}
