/** How likely each thing goes wrong, 0 to 1. */
export interface Faults {
  /** A write does not take place, and its outcome is unknown. */
  readonly writeLost: number
  /** A write takes place, and its outcome is unknown. */
  readonly answerLost: number
  /** The process dies before, or after, what it waits for has taken place. */
  readonly dieBefore: number
  readonly dieAfter: number
  /** The process stands still for a while before what it does next takes place. */
  readonly stall: number
  /** A message is lost, or delivered once more. */
  readonly messageLost: number
  readonly messageRepeated: number
  /** A provider gives no answer, before or after it paid. */
  readonly providerSilent: number
}

export const NO_FAULTS: Faults = {
  writeLost: 0,
  answerLost: 0,
  dieBefore: 0,
  dieAfter: 0,
  stall: 0,
  messageLost: 0,
  messageRepeated: 0,
  providerSilent: 0,
}
