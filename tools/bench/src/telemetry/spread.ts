/** How a figure came out over many rounds. */
export interface Spread {
  readonly median: number
  /** Half of the rounds lie between these. */
  readonly quartiles: readonly [number, number]
  readonly least: number
  readonly most: number
  /** Between these lies the median of endless rounds, with a certainty of 95 % (by the order of the rounds' figures). */
  readonly likely: readonly [number, number]
}

/** Of at least one number. */
export function spreadOf(numbers: readonly number[]): Spread {
  const sorted = numbers.toSorted((a, b) => a - b)
  const { length } = sorted
  const at = (place: number) => sorted[Math.min(length - 1, Math.max(0, place))] as number
  const share = (part: number) => {
    const place = (length - 1) * part
    const [low, high] = [at(Math.floor(place)), at(Math.ceil(place))]
    return low + (high - low) * (place - Math.floor(place))
  }
  // How many rounds lie below the true median is binomial; 1.96 standard deviations of that hold 95 %.
  const reach = 0.98 * Math.sqrt(length)
  return {
    median: share(0.5),
    quartiles: [share(0.25), share(0.75)],
    least: at(0),
    most: at(length - 1),
    likely: [at(Math.floor(length / 2 - reach)), at(Math.ceil(length / 2 + reach) - 1)],
  }
}
