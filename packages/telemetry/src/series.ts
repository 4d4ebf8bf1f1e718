import type { Attributes } from '@opentelemetry/api'

/** What was measured under one set of attributes. */
export interface Series<T> {
  readonly attributes: Attributes
  readonly value: T
}

/** Attributes are of bounded kinds; should one slip through that is not, further values share one series. */
export const MOST_SERIES = 500
/** That one's attributes, as OpenTelemetry names it. */
const FURTHER: Attributes = { 'otel.metric.overflow': true }

/** Values by their attributes, each made when it is first asked for. */
export class SeriesByAttributes<T> {
  readonly #byKey = new Map<string, Series<T>>()
  readonly #make: () => T

  constructor(make: () => T) {
    this.#make = make
  }

  /** The value of these attributes, whose order counts: a place in the code names them in one order. */
  of(attributes: Attributes): T {
    const key = keyOf(attributes)
    return (this.#byKey.get(key) ?? this.#begin(key, attributes)).value
  }

  all(): readonly Series<T>[] {
    return [...this.#byKey.values()]
  }

  #begin(key: string, attributes: Attributes): Series<T> {
    const known = this.#byKey.get(keyOf(FURTHER))
    if (known) return known
    const isFull = this.#byKey.size === MOST_SERIES - 1
    const series = { attributes: isFull ? FURTHER : attributes, value: this.#make() }
    this.#byKey.set(isFull ? keyOf(FURTHER) : key, series)
    return series
  }
}

function keyOf(attributes: Attributes): string {
  let key = ''
  for (const name in attributes) key += `${name}=${attributes[name]}\n`
  return key
}
