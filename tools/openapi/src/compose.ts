import type { DescField, DescMessage, JsonObject, JsonValue } from '@bufbuild/protobuf'
import { WELL_KNOWN } from './well-known.ts'

/**
 * An example of a message whose parts are examples: its own where it has one, and beside that what its fields are made of.
 * Of a oneof the first; of a list one item; nothing where a message is inside itself.
 */
export function composeResponse(
  message: DescMessage,
  own: ReadonlyMap<string, JsonObject>,
  words: ReadonlyMap<string, JsonValue>,
  inside: readonly DescMessage[] = [],
): JsonObject {
  const given = own.get(message.typeName) ?? {}
  const path = [...inside, message]
  const compose = (part: DescMessage) => composeResponse(part, own, words, path)
  const wanted = message.fields.filter(
    field => isWanted(field, given) && !path.includes(field.message as DescMessage),
  )
  const values = wanted.map(
    field => [field.jsonName, given[field.jsonName] ?? exampleOf(field, compose, words)] as const,
  )
  return Object.fromEntries(values.filter((entry): entry is [string, JsonValue] => entry[1] !== undefined))
}

/** All fields, but of a oneof the one that the example has, or else the first. */
function isWanted({ oneof, jsonName }: DescField, given: JsonObject): boolean {
  if (!oneof) return true
  const chosen = oneof.fields.find(field => field.jsonName in given) ?? oneof.fields[0]
  return chosen?.jsonName === jsonName
}

function exampleOf(
  field: DescField,
  compose: (message: DescMessage) => JsonObject,
  words: ReadonlyMap<string, JsonValue>,
): JsonValue | undefined {
  if (field.proto.proto3Optional) return undefined
  const { message } = field
  if (message && message.typeName in WELL_KNOWN) return undefined
  if (field.fieldKind === 'list') return message ? [compose(message)] : undefined
  if (field.fieldKind === 'message') return compose(field.message)
  return field.fieldKind === 'scalar' ? words.get(field.name) : undefined
}
