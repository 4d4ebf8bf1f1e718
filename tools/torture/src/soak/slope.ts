/** A value at a moment, epoch ms. What was measured in one life of a process is not compared with that of another one. */
export interface Point {
  readonly at: number
  readonly value: number
  readonly life: string
}

const HOUR_MS = 3_600_000
/** More points than this in a life are thinned out: there are as many pairs as their square. */
const MOST_POINTS = 400

/**
 * How fast a value grows, an hour: the median of the slopes between all pairs of points of the same life (Theil and Sen), so that
 * single outliers, up to a quarter of the points, do not move it; pure. Absent: there are no two points.
 */
export function slopeOf(points: readonly Point[]): number | undefined {
  const lives = [...Map.groupBy(points, ({ life }) => life).values()].map(thinned)
  const slopes = Float64Array.from(lives.flatMap(slopesIn)).toSorted()
  const middle = slopes.length >> 1
  if (slopes.length === 0) return undefined
  return slopes.length % 2 === 1 ? slopes[middle] : ((slopes[middle - 1] ?? 0) + (slopes[middle] ?? 0)) / 2
}

/** The points without the first so many milliseconds of each life; pure. */
export function withoutWarmUp(points: readonly Point[], warmUpMs: number): Point[] {
  const begins = new Map<string, number>()
  for (const { life, at } of points) begins.set(life, Math.min(begins.get(life) ?? at, at))
  return points.filter(({ life, at }) => at - (begins.get(life) ?? at) >= warmUpMs)
}

/** The longest stretch within one life, milliseconds. */
export function longestLife(points: readonly Point[]): number {
  const lives = [...Map.groupBy(points, ({ life }) => life).values()]
  const spans = lives.map(life => (life.at(-1)?.at ?? 0) - (life[0]?.at ?? 0))
  return spans.reduce((a, b) => Math.max(a, b), 0)
}

function slopesIn(life: readonly Point[]): number[] {
  return life.flatMap((from, no) =>
    life
      .slice(no + 1)
      .filter(({ at }) => at > from.at)
      .map(to => ((to.value - from.value) / (to.at - from.at)) * HOUR_MS),
  )
}

function thinned(life: readonly Point[]): Point[] {
  const step = Math.max(1, Math.ceil(life.length / MOST_POINTS))
  return life.filter((_, no) => no % step === 0)
}
