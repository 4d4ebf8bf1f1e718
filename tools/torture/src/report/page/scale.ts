/** Where a value lies on an axis, and where its ticks are. */
export interface Scale {
  readonly at: (value: number) => number
  readonly ticks: readonly number[]
}

/** From 0 up to at least `most`, drawn from `from` to `to`; with about `count` round ticks; pure. */
export function linear(most: number, from: number, to: number, count = 4): Scale {
  const step = roundStep(Math.max(most, 1) / count)
  const top = Math.max(Math.ceil(most / step), 1) * step
  return {
    at: value => from + ((to - from) * value) / top,
    ticks: Array.from({ length: Math.round(top / step) + 1 }, (_, no) => no * step),
  }
}

/** By powers of ten from 1 up to at least `most`; what is less than 1 lies at 1; pure. */
export function logarithmic(most: number, from: number, to: number): Scale {
  const powers = Math.max(Math.ceil(Math.log10(Math.max(most, 10))), 1)
  return {
    at: value => from + ((to - from) * Math.log10(Math.max(value, 1))) / powers,
    ticks: Array.from({ length: powers + 1 }, (_, no) => 10 ** no),
  }
}

const TIME_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 86_400]

/** Seconds, with at most nine ticks where people expect them; pure. */
export function time(seconds: number, from: number, to: number): Scale {
  const length = Math.max(seconds, 1)
  const step = TIME_STEPS.find(one => length / one <= 8) ?? length
  return {
    at: value => from + ((to - from) * value) / length,
    ticks: Array.from({ length: Math.floor(length / step) + 1 }, (_, no) => no * step),
  }
}

/** A time since the beginning: `90 s`, `12 min`, `1:30 h`. */
export function sinceText(seconds: number, longest: number): string {
  if (longest <= 180) return `${seconds} s`
  if (longest <= 7_200) return `${Math.round((seconds / 60) * 10) / 10} min`
  const minutes = Math.round(seconds / 60)
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')} h`
}

function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].find(one => one * power >= rough) ?? 10
  return Math.max(step * power, Number.MIN_VALUE)
}
