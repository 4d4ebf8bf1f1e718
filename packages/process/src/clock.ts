/** Milliseconds since the epoch. Time comes in through this, so that tests may set it. */
export type Clock = () => number

/** The machine's clock. */
export const systemClock: Clock = () => Date.now()
