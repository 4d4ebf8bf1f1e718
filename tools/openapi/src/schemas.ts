import type { DescEnum, DescField, DescMessage, DescOneof, JsonObject, JsonValue } from '@bufbuild/protobuf'
import { commentOf } from './comments.ts'
import { schemaRef } from './contracts.ts'
import { scalarSchema } from './scalars.ts'
import { WELL_KNOWN } from './well-known.ts'

/** The schemas of these messages and of all that they are made of, by full name, ascending. */
export function schemasOf(messages: Iterable<DescMessage>): JsonObject {
  const found = new Map<string, JsonObject>()
  for (const message of messages) addSchema(message, found)
  return Object.fromEntries([...found].toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

function addSchema(desc: DescMessage | DescEnum, found: Map<string, JsonObject>): void {
  if (found.has(desc.typeName) || desc.typeName in WELL_KNOWN) return
  found.set(desc.typeName, desc.kind === 'enum' ? enumSchema(desc) : messageSchema(desc))
  if (desc.kind === 'message')
    for (const field of desc.fields) {
      const part = field.message ?? field.enum
      if (part) addSchema(part, found)
    }
}

/** A message in protobuf's JSON: what is not set may be left out, and fields of a newer version may be there. */
export function messageSchema(message: DescMessage): JsonObject {
  const choices = message.oneofs.map(atMostOne)
  return {
    title: message.name,
    ...described(commentOf(message).text),
    type: 'object',
    ...(message.deprecated && { deprecated: true }),
    properties: Object.fromEntries(message.fields.map(field => [field.jsonName, fieldSchema(field)])),
    ...(choices.length === 1 ? choices[0] : choices.length > 1 && { allOf: choices }),
  }
}

function fieldSchema(field: DescField): JsonObject {
  const choice = field.oneof ? `One of \`${field.oneof.name}\`. ` : ''
  return {
    ...valueSchema(field),
    ...described(`${choice}${commentOf(field).text}`.trim()),
    ...(field.deprecated && { deprecated: true }),
  }
}

function valueSchema(field: DescField): JsonObject {
  if (field.fieldKind === 'list') return { type: 'array', items: itemSchema(field) }
  if (field.fieldKind === 'map') return { type: 'object', additionalProperties: itemSchema(field) }
  return itemSchema(field)
}

function itemSchema({ message, enum: words, scalar }: DescField): JsonObject {
  if (message) return WELL_KNOWN[message.typeName] ?? schemaRef(message)
  if (words) return words.typeName === 'google.protobuf.NullValue' ? { type: 'null' } : schemaRef(words)
  if (scalar) return scalarSchema(scalar)
  throw new Error('a field of no type')
}

/** Each member of a oneof excludes the others; none at all is a message, too. */
function atMostOne({ fields }: DescOneof): JsonObject {
  const alone = fields.map(field => ({ title: field.jsonName, required: [field.jsonName] }))
  const none = {
    title: 'none of them',
    properties: Object.fromEntries(fields.map(field => [field.jsonName, false])),
  }
  return { oneOf: [...alone, none] as JsonValue }
}

/** The words that protobuf's JSON uses for the values, each with what it means. */
export function enumSchema(words: DescEnum): JsonObject {
  const meanings = words.values.map(value => `- \`${value.name}\`: ${commentOf(value).text}`)
  return {
    title: words.name,
    ...described([commentOf(words).text, meanings.join('\n')].filter(text => text !== '').join('\n\n')),
    type: 'string',
    enum: words.values.map(({ name }) => name),
  }
}

function described(description: string): JsonObject {
  return description === '' ? {} : { description }
}
