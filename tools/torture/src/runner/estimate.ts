import type { Part } from '../parts/part.ts'

/** What every part takes whatever its scale: systems start, settle and stop. Seconds. */
const AT_LEAST = 15

/** How long a part will take at a scale on two cores, seconds; pure. */
export function estimateOf({ fullSeconds }: Pick<Part, 'fullSeconds'>, scale: number): number {
  return AT_LEAST + fullSeconds * scale
}

/** A part of a run, with how long it should take and, once it has ended, took. Seconds. */
export interface Timed {
  readonly estimate: number
  readonly took?: number
}

/**
 * How long a run will take from now on, seconds; pure. `current`: how long the first part that has not ended runs already. A
 * machine on which parts took longer than estimated is taken to be as slow with those to come; one that is over its own
 * estimate is about to end.
 */
export function timeLeft(parts: readonly Timed[], current: number): number {
  const pace = paceOf(parts)
  const [running, ...waiting] = parts.filter(({ took }) => took === undefined)
  if (!running) return 0
  const later = waiting.reduce((sum, { estimate }) => sum + estimate * pace, 0)
  return later + Math.max(running.estimate * pace - current, 0)
}

function paceOf(parts: readonly Timed[]): number {
  const ended = parts.filter(({ took }) => took !== undefined)
  const estimated = ended.reduce((sum, { estimate }) => sum + estimate, 0)
  return estimated === 0 ? 1 : ended.reduce((sum, { took = 0 }) => sum + took, 0) / estimated
}

/** `1 h 20 min`, `12 min`, `40 s`. */
export function durationText(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  const rest = minutes % 60
  return rest === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${rest} min`
}
