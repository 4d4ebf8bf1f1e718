import type { Violations } from '@rewards/errors'
import { checkFits, toldValue } from './fits.ts'
import {
  type Audience,
  type Metadata,
  type MetadataField,
  type MetadataSchema,
  type MetadataValue,
  MOST_FIELDS,
} from './metadata.ts'

/** Which values shall change; the others stay. */
export interface MetadataChange {
  /** `undefined`: of no kind that this version knows. */
  readonly set: ReadonlyMap<string, MetadataValue | undefined>
  readonly remove: readonly string[]
}

/** What the request calls the two lists. */
export interface ChangeFields {
  readonly set: string
  readonly remove: string
}

/**
 * Adds a violation for each value that the schema does not allow, and for each key that this audience may not change: the same
 * for one that is not declared, so that nobody learns of keys that are not for them.
 */
export function checkMetadataChange(
  violations: Violations,
  names: ChangeFields,
  { fields }: MetadataSchema,
  { set, remove }: MetadataChange,
  by: Audience,
): void {
  const changeable = new Map(fields.filter(field => mayChange(field, by)).map(field => [field.key, field]))
  violations.size(names.set, [...set], { min: 0, max: MOST_FIELDS })
  violations.size(names.remove, remove, { min: 0, max: MOST_FIELDS })
  for (const [key, value] of [...set].slice(0, MOST_FIELDS)) {
    const path = `${names.set}[${shown(key)}]`
    const field = changeable.get(key)
    if (field) checkFits(violations, path, field.type, value)
    else violations.add(path, 'is no key that may be changed here')
  }
  remove.slice(0, MOST_FIELDS).forEach((key, at) => {
    const path = `${names.remove}[${at}]`
    if (!changeable.has(key)) violations.add(path, 'is no key that may be changed here')
    else if (set.has(key)) violations.add(path, `is in ${names.set} too`)
  })
}

/** The metadata with the change, which was checked. */
export function withChange(metadata: Metadata | undefined, { set, remove }: MetadataChange): Metadata {
  const kept = Object.entries(metadata ?? {}).filter(([key]) => !set.has(key) && !remove.includes(key))
  const given = [...set].flatMap(([key, value]) => (value ? [[key, value.value] as const] : []))
  return Object.fromEntries([...kept, ...given].toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** Whether the metadata says all that already. */
export function hasChange(metadata: Metadata | undefined, { set, remove }: MetadataChange): boolean {
  const kept = new Map(Object.entries(metadata ?? {}))
  return (
    [...set].every(([key, given]) => kept.get(key) === given?.value) && !remove.some(key => kept.has(key))
  )
}

/** What this audience may see, in the schema's order. */
export function visibleMetadata(
  { fields }: MetadataSchema,
  metadata: Metadata | undefined,
  to: Audience,
): ReadonlyMap<string, MetadataValue> {
  const kept = new Map(Object.entries(metadata ?? {}))
  const told = fields
    .filter(field => maySee(field, to))
    .flatMap(({ key, type }) => {
      const scalar = kept.get(key)
      const value = scalar === undefined ? undefined : toldValue(type, scalar)
      return value ? [[key, value] as const] : []
    })
  return new Map(told)
}

/** Whether this audience may see the field's values, and that there is such a field. */
export function maySee({ visibleTo }: MetadataField, who: Audience): boolean {
  return who === 'ADMINISTRATORS' || visibleTo === 'SELF'
}

function mayChange({ changeableBy }: MetadataField, who: Audience): boolean {
  return who === 'ADMINISTRATORS' || changeableBy === 'SELF'
}

function shown(key: string): string {
  return JSON.stringify(key.length > 40 ? `${key.slice(0, 40)}…` : key)
}
