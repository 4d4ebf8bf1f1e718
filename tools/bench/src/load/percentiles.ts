/** Of a set of numbers. All 0 of none. */
export interface Percentiles {
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly max: number
}

/** The smallest numbers that 50, 95, 99 and 100 % of them do not exceed. */
export function percentilesOf(numbers: readonly number[]): Percentiles {
  const sorted = Float64Array.from(numbers).sort()
  const at = (share: number) => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) }
}
