import type { DescMessage, FileRegistry, JsonObject, JsonValue } from '@bufbuild/protobuf'

/** What the examples have in their plain fields, by the field's name: the first that is found. */
export function wordsOf(
  registry: FileRegistry,
  examples: ReadonlyMap<string, JsonObject>,
): ReadonlyMap<string, JsonValue> {
  const words = new Map<string, JsonValue>()
  for (const [name, example] of examples) {
    const message = registry.getMessage(name)
    if (message) addWords(message, example, words)
  }
  return words
}

function addWords(message: DescMessage, example: JsonObject, words: Map<string, JsonValue>): void {
  for (const field of message.fields) {
    const value = example[field.jsonName]
    if (value === undefined) continue
    if (field.fieldKind === 'scalar' && !words.has(field.name)) words.set(field.name, value)
    if (field.fieldKind === 'message' && isObject(value)) addWords(field.message, value, words)
    if (field.fieldKind === 'list' && field.message && Array.isArray(value))
      for (const item of value.filter(isObject)) addWords(field.message, item, words)
  }
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
