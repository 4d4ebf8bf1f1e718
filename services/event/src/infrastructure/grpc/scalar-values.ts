import type { MessageInitShape } from '@bufbuild/protobuf'
import type { Value, ValueSchema } from '@bufbuild/protobuf/wkt'

/** What a condition measures or wants. */
export type Scalar = string | number | boolean | null

/** The value as JSON; `undefined` when missing. Of lists and objects, which nobody takes, only that they are such. */
export function jsonOf(value: Value | undefined): unknown {
  switch (value?.kind.case) {
    case undefined:
      return undefined
    case 'nullValue':
      return null
    case 'structValue':
      return {}
    case 'listValue':
      return []
    default:
      return value?.kind.value
  }
}

/** The value as the contract says it; the way back of `jsonOf`. */
export function valueMessage(json: unknown): MessageInitShape<typeof ValueSchema> {
  if (typeof json === 'number') return { kind: { case: 'numberValue', value: json } }
  if (typeof json === 'string') return { kind: { case: 'stringValue', value: json } }
  if (typeof json === 'boolean') return { kind: { case: 'boolValue', value: json } }
  if (json === null) return { kind: { case: 'nullValue', value: 0 } }
  return Array.isArray(json)
    ? { kind: { case: 'listValue', value: {} } }
    : { kind: { case: 'structValue', value: {} } }
}

/** The scalar; `null` for anything else. */
export function scalarOf(value: Value | undefined): Scalar {
  const json = jsonOf(value)
  return typeof json === 'string' || typeof json === 'boolean' || Number.isFinite(json)
    ? (json as Scalar)
    : null
}
