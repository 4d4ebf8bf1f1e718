import { ArgumentError } from './argument-error.ts'

/** The whole number that a text is. Throws an `ArgumentError` that says what is allowed. */
export function whole(name: string, text: string, { min, max }: { min: number; max: number }): number {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN
  if (value >= min && value <= max) return value
  throw new ArgumentError(`${name} is ${JSON.stringify(text)}; allowed is a whole number, ${min} to ${max}`)
}

/** The decimal number that a text is. Throws an `ArgumentError` that says what is allowed. */
export function fraction(name: string, text: string, { above, max }: { above: number; max: number }): number {
  const value = /^\d{0,6}(\.\d{1,9})?$/.test(text) && text !== '' ? Number(text) : Number.NaN
  if (value > above && value <= max) return value
  throw new ArgumentError(
    `${name} is ${JSON.stringify(text)}; allowed is a number above ${above}, at most ${max}`,
  )
}

/** The one of these names that a text is. Throws an `ArgumentError` that says which there are. */
export function oneOf<N extends string>(name: string, text: string, allowed: readonly N[]): N {
  const found = allowed.find(known => known === text)
  if (found !== undefined) return found
  throw new ArgumentError(`${name} is ${JSON.stringify(text)}; allowed is one of ${allowed.join(', ')}`)
}
