import {
  type DescField,
  type DescMessage,
  type FileRegistry,
  fromJson,
  type JsonObject,
  type JsonValue,
  toJson,
} from '@bufbuild/protobuf'
import { commentOf } from './comments.ts'
import { composeResponse } from './compose.ts'
import { wordsOf } from './words.ts'

/** Examples of messages, from the `Example:` in their comments; what has none is put together from what it is made of. */
export interface Examples {
  /** As a caller would write it: little. */
  request(message: DescMessage): JsonObject
  /** As it is answered: every field that is always written. */
  response(message: DescMessage): JsonObject
}

/** Reads every example of the contracts. Throws when one is no JSON or no such message. */
export function examplesOf(registry: FileRegistry): Examples {
  const own = ownExamples(registry)
  const words = wordsOf(registry, own)
  return {
    request: message => own.get(message.typeName) ?? composeRequest(message, own, words),
    response(message) {
      const composed = composeResponse(message, own, words)
      const options = { registry, alwaysEmitImplicit: true }
      return toJson(message, fromJson(message, composed, { registry }), options) as JsonObject
    },
  }
}

function ownExamples(registry: FileRegistry): Map<string, JsonObject> {
  const messages = [...registry].filter(desc => desc.kind === 'message')
  return new Map(messages.flatMap(message => ownExample(message, registry)))
}

function ownExample(message: DescMessage, registry: FileRegistry): [string, JsonObject][] {
  const { example } = commentOf(message)
  if (example === '') return []
  try {
    const json = JSON.parse(example) as JsonObject
    fromJson(message, json, { registry })
    return [[message.typeName, json]]
  } catch (error) {
    throw new Error(`the example of ${message.typeName} is none: ${(error as Error).message}`, {
      cause: error,
    })
  }
}

function composeRequest(
  message: DescMessage,
  own: ReadonlyMap<string, JsonObject>,
  words: ReadonlyMap<string, JsonValue>,
): JsonObject {
  const exampleOf = (field: DescField) =>
    field.fieldKind === 'message' ? own.get(field.message.typeName) : words.get(field.name)
  const values = message.fields.map(field => [field.jsonName, exampleOf(field)] as const)
  return Object.fromEntries(values.filter((entry): entry is [string, JsonValue] => entry[1] !== undefined))
}
