import { schemaMismatch } from '../account-errors.ts'
import { type MetadataField, type MetadataSchema, NO_SCHEMA } from './metadata.ts'

/**
 * The schema with these fields; `undefined` when the same change was made already, and nobody changed it since. Throws
 * REVISION_MISMATCH.
 */
export function withFields(
  current: MetadataSchema = NO_SCHEMA,
  fields: readonly MetadataField[],
  expectedRevision: number,
): MetadataSchema | undefined {
  const { revision } = current
  if (revision === expectedRevision) return { ...current, fields, revision: revision + 1 }
  if (revision === expectedRevision + 1 && sameFields(fields, current.fields)) return undefined
  throw schemaMismatch(expectedRevision, revision)
}

function sameFields(one: readonly MetadataField[], other: readonly MetadataField[]): boolean {
  return comparable(one) === comparable(other)
}

/** As text, whatever order a store keeps a document's keys in. */
function comparable(fields: readonly MetadataField[]): string {
  return JSON.stringify(fields, (_key, value) => (isObject(value) ? sorted(value) : value))
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function sorted(value: object): object {
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
