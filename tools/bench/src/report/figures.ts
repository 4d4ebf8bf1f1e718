/** A whole number, with separators. */
export function count(value: number): string {
  return Math.round(value).toLocaleString('en')
}

/** Milliseconds: one decimal below ten. */
export function ms(value: number): string {
  return value < 10 ? value.toFixed(1) : count(value)
}
