import { type FieldViolation, RewardsError } from './rewards-error.ts'

/** Our ids: a kind prefix and `[a-z0-9_]`, at most 40 characters. */
const ID = /^[a-z][a-z0-9]*_[a-z0-9_]+$/

/**
 * Collects what is wrong with a request, so that the caller learns of every problem at once.
 * Each check returns the value, for use after `throwIfAny`.
 */
export class Violations {
  readonly #found: FieldViolation[] = []

  add(field: string, description: string): void {
    this.#found.push({ field, description })
  }

  /** A string of `min` to `max` characters (code points). Control characters are refused. */
  text(field: string, value: string, limits: { min: number; max: number }): string {
    const length = [...value].length
    if (value === '' && limits.min > 0)
      this.add(field, `is missing; allowed are ${limits.min} to ${limits.max} characters`)
    else if (length < limits.min || length > limits.max)
      this.add(field, `has ${length} characters; allowed are ${limits.min} to ${limits.max}`)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is the point
    else if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(value))
      this.add(field, 'has control characters; allowed is text')
    return value
  }

  /** One of our ids: `kind_[a-z0-9_]+`, at most 40 characters; `kind` where it must be of one kind. */
  id(field: string, value: string, kind?: string): string {
    const allowed = `allowed is ${kind ?? 'a kind'}_ followed by a-z, 0-9 and _, at most 40 characters`
    if (value === '') this.add(field, `is missing; ${allowed}`)
    else if (value.length > 40 || !ID.test(value) || (kind && !value.startsWith(`${kind}_`)))
      this.add(field, `is ${quoted(value)}; ${allowed}`)
    return value
  }

  /** A whole number within `min` and `max`, both included. */
  integer(
    field: string,
    value: number | bigint,
    limits: { min: number | bigint; max: number | bigint },
  ): number | bigint {
    const whole = typeof value === 'bigint' || Number.isInteger(value)
    if (!whole || value < limits.min || value > limits.max)
      this.add(field, `is ${value}; allowed is ${limits.min} to ${limits.max}`)
    return value
  }

  /** A list of `min` to `max` items. */
  size(field: string, items: readonly unknown[], limits: { min: number; max: number }): void {
    if (items.length < limits.min || items.length > limits.max)
      this.add(field, `has ${items.length} items; allowed are ${limits.min} to ${limits.max}`)
  }

  /** One of a closed set. */
  oneOf<T extends string>(field: string, value: string, allowed: readonly T[]): T {
    if (!(allowed as readonly string[]).includes(value))
      this.add(
        field,
        `is ${value === '' ? 'missing' : quoted(value)}; allowed is one of ${allowed.join(', ')}`,
      )
    return value as T
  }

  get any(): boolean {
    return this.#found.length > 0
  }

  /** Throws `invalid_argument` INVALID_FIELDS that names every field found wrong. */
  throwIfAny(): void {
    if (!this.any) return
    const message = this.#found.map(v => `${v.field} ${v.description}`).join('; ')
    throw new RewardsError('invalid_argument', 'INVALID_FIELDS', message, { violations: this.#found })
  }
}

function quoted(value: string): string {
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value)
}
