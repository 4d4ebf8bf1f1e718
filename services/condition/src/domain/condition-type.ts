import type { ActivityType } from './activity-types.ts'
import type { FactReader } from './fact.ts'
import type { Operator } from './operators.ts'

/** What is measured: one user, a span of time (its end excluded), a zone for days, and the type's parameters. */
export interface Measurement {
  readonly userId: string
  readonly fromMs: number
  readonly beforeMs: number
  readonly timeZone: string
  readonly parameters: Readonly<Record<string, string>>
}

/** A parameter of a condition type. It is a string, and narrows the count to facts with an attribute of that name. */
export interface Parameter {
  readonly name: string
  readonly required: boolean
  /** What it means, in a sentence. */
  readonly description: string
}

/** All there is to know of a condition type. It wants a whole number and measures one. */
export interface ConditionType {
  readonly name: string
  /** What it measures, in a sentence. */
  readonly description: string
  readonly activityType: ActivityType
  readonly operators: readonly Operator[]
  /** The limits of what may be wanted, both included. */
  readonly wanted: { readonly min: number; readonly max: number }
  readonly parameters: readonly Parameter[]
  /** What it counts, to say what is missing: `1 more login day`, `2 more login days`. */
  readonly unit: { readonly one: string; readonly many: string }
  /** How far the user is: 0 or more; exact up to the greatest wanted value, and beyond that at least greater. */
  readonly measure: (facts: FactReader, measurement: Measurement) => Promise<number>
}

/** The most characters that a parameter may have. */
export const MAX_PARAMETER_LENGTH = 100
