import { type Judgement, judgementOf } from '../check/judge.ts'
import { KINDS, type Quantity } from './quantity.ts'
import { longestLife, slopeOf, withoutWarmUp } from './slope.ts'

/** What grows faster fails, percent of its usual value an hour. */
const MOST_PERCENT = 1
/** Within less than this after the warm-up a percent an hour cannot be told from noise: it is a megabyte. */
const ENOUGH_MS = 3_600_000

/** How a quantity grows. */
export interface Growth {
  readonly what: string
  /** Its median after the warm-up. */
  readonly usual: number
  /** Percent of the usual value an hour; absent: there are too few points. */
  readonly percent?: number
  /** Whether it was looked at for long enough to be judged. */
  readonly isJudged: boolean
}

/** How it grows after the warm-up; small values count as the least one that is worth a percentage; pure. */
export function growthOf({ kind, of, points }: Quantity, warmUpMs: number): Growth {
  const warm = withoutWarmUp(points, warmUpMs)
  const slope = slopeOf(warm)
  const usual = middle(warm.map(({ value }) => value))
  const { title, least } = KINDS[kind]
  return {
    what: `${title}: ${of}`,
    usual,
    isJudged: longestLife(warm) >= ENOUGH_MS,
    ...(slope !== undefined && { percent: (slope / Math.max(usual, least)) * 100 }),
  }
}

/** Whether anything grows by more than a percent an hour; not judged where nothing was looked at for long enough; pure. */
export function judgeGrowth(all: readonly Growth[]): Judgement {
  const about = {
    name: 'memory, handles, lag and files grow by 1 % an hour at most',
    holds: 'always',
  } as const
  const judged = all.filter(({ isJudged, percent }) => isJudged && percent !== undefined)
  const growing = judged.filter(({ percent = 0 }) => percent > MOST_PERCENT)
  const sentences = growing.map(({ what, percent = 0 }) => `${what} grows by ${percent.toFixed(1)} % an hour`)
  const judgement = judgementOf(about, judged.length, sentences)
  return judged.length === 0 ? { ...judgement, verdict: 'not judged' } : judgement
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0
}
