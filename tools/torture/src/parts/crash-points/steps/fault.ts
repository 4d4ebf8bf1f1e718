/** What can happen to a process at a step. */
export const KINDS = ['dies before', 'dies after', 'answer lost', 'answer late'] as const

/**
 * `dies before`, `dies after`: the process is gone before the call is made, or once it has taken effect and nobody has seen
 * its answer. `answer lost`: it took effect, and who waits is told that nobody knows. `answer late`: it took effect, and
 * who waits gets the answer when everybody else has come to rest: a process that slept through all leases. Of a message,
 * which nobody waits for, the last two are the message itself: lost, and late.
 */
export type Kind = (typeof KINDS)[number]

/** One thing to be done to whoever takes this step. */
export interface Fault {
  /** The name of a step. */
  readonly step: string
  /** At which of the times that the step is taken, from 1; counted from the fault before. */
  readonly nth: number
  readonly kind: Kind
}
