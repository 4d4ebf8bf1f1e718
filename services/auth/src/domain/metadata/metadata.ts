/** What else is known of a user: values by declared keys. Flat, so that anything may be compared with them. */
export type Metadata = Readonly<Record<string, Scalar>>

/** A value as it is kept; a day of the calendar as `YYYY-MM-DD`. */
export type Scalar = string | number | boolean

/** A value as callers give it and get it: its kind is told. */
export type MetadataValue =
  | { readonly kind: 'text' | 'date'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'flag'; readonly value: boolean }

/** The declared keys: one document, so that a change of them is one guarded write. */
export interface MetadataSchema {
  readonly fields: readonly MetadataField[]
  /** Grows with each change. */
  readonly revision: number
}

/** A key that users' metadata may have. */
export interface MetadataField {
  readonly key: string
  readonly description: string
  readonly type: MetadataType
  readonly visibleTo: Audience
  readonly changeableBy: Audience
}

/** SELF: the user, and administrators. */
export type Audience = 'SELF' | 'ADMINISTRATORS'

export type MetadataType =
  | { readonly kind: 'text'; readonly maxLength: number }
  | { readonly kind: 'number'; readonly min?: number; readonly max?: number; readonly whole: boolean }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'date'; readonly earliest: string; readonly latest: string }
  | { readonly kind: 'oneOf'; readonly words: readonly string[] }

export const METADATA_SCHEMA_ID = 'users'

export const NO_SCHEMA: MetadataSchema = { fields: [], revision: 0 }

/** Keys that a user's metadata may have at most, so that an account stays small. */
export const MOST_FIELDS = 50
