import type { z } from 'zod'

/** One variable of the environment: its name, what is allowed in it, and how its text becomes a value. */
export interface Field<T> {
  readonly variable: string
  /** What is allowed, as the end of a sentence: `a port, 0 to 65535`. */
  readonly allowed: string
  /** The value of a secret is never printed. */
  readonly secret: boolean
  readonly schema: z.ZodType<T, string>
  /** What stands for a variable that is not set; a field without it must be set. */
  readonly absent?: { readonly value: T }
}

/** A table of fields, by the name that the program knows them by. */
export type Fields = Readonly<Record<string, Field<unknown>>>

/** The values of a table of fields. */
export type ConfigOf<F extends Fields> = { readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never }

/** The field with a value for when its variable is not set. It never stands for a malformed value. */
export function withDefault<T>(field: Field<T>, value: T): Field<T> {
  return { ...field, absent: { value } }
}

/** The field as `undefined` when its variable is not set. */
export function optional<T>(field: Field<T>): Field<T | undefined> {
  return { ...field, schema: field.schema as z.ZodType<T | undefined, string>, absent: { value: undefined } }
}
