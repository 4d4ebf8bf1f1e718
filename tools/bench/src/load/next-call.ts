/** Begins the next call of a load; `undefined` when there is none left. */
export type NextCall = () => Promise<void> | undefined
