import type { Part } from '../parts/part.ts'

/** What every part takes whatever its scale: systems start, settle and stop. Seconds. */
const AT_LEAST = 15

/** How long a part will take at a scale on two cores, beside another one unless it is alone, seconds; pure. */
export function estimateOf({ fullSeconds }: Pick<Part, 'fullSeconds'>, scale: number): number {
  return AT_LEAST + fullSeconds * scale
}

/** The parts with how long each will take; pure. */
export function withEstimates(parts: readonly Part[], scale: number) {
  return parts.map(part => ({ ...part, estimate: estimateOf(part, scale) }))
}

/** So many parts run at once, on two cores: most of a part is waiting. */
export const LANES = 2

/** A part of a run. Seconds. */
export interface Timed {
  readonly estimate: number
  readonly isAlone?: boolean
  /** How long it runs already; absent: it has not begun. */
  readonly running?: number
  /** How long it took; absent: it has not ended. */
  readonly took?: number
}

/**
 * How long a run will take from now on, seconds; pure. Parts that are not alone share the lanes. A machine on which parts
 * took longer, or less long, than estimated is taken to go on so, the more the longer they were; one that is over its own
 * estimate is about to end.
 */
export function timeLeft(parts: readonly Timed[]): number {
  const pace = paceOf(parts)
  const leftOf = ({ estimate, running = 0, took }: Timed) =>
    took === undefined ? Math.max(estimate * pace - running, 0) : 0
  const alone = parts.filter(({ isAlone }) => isAlone).map(leftOf)
  const shared = parts.filter(({ isAlone }) => !isAlone).map(leftOf)
  return sum(alone) + Math.max(sum(shared) / LANES, ...shared)
}

/** So much of a run is taken to have gone as estimated before it began, so that a first short part says little. Seconds. */
const TRUSTED = 600

function paceOf(parts: readonly Timed[]): number {
  const ended = parts.filter(({ took }) => took !== undefined)
  const estimated = sum(ended.map(({ estimate }) => estimate))
  return (TRUSTED + sum(ended.map(({ took = 0 }) => took))) / (TRUSTED + estimated)
}

function sum(seconds: readonly number[]): number {
  return seconds.reduce((total, each) => total + each, 0)
}

/** `1 h 20 min`, `12 min`, `40 s`. */
export function durationText(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  const rest = minutes % 60
  return rest === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${rest} min`
}
