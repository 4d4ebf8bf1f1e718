/** How long a floor is measured, and what ends it early. */
export interface FloorTime {
  readonly forMs: number
  readonly signal: AbortSignal
}
