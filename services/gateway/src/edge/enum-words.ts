import type { DescEnum, DescField, DescMessage } from '@bufbuild/protobuf'
import { Violations } from '@rewards/errors'

/**
 * Throws `invalid_argument` INVALID_FIELDS for each word in the JSON of a message that its enum does not have. The
 * decoder leaves such a word out, as between versions; but a caller's typo would then be read as "not given".
 */
export function checkEnumWords(message: DescMessage, json: unknown): void {
  const violations = new Violations()
  checkMessage(message, json, '', violations)
  violations.throwIfAny()
}

function checkMessage(message: DescMessage, json: unknown, path: string, violations: Violations): void {
  // Well-known types have a JSON form of their own, and no enums that people write.
  if (!isRecord(json) || message.typeName.startsWith('google.')) return
  for (const field of message.fields) {
    const value = json[field.jsonName] ?? json[field.name]
    if (value !== undefined) checkField(field, value, `${path}${field.name}`, violations)
  }
}

function checkField(field: DescField, json: unknown, path: string, violations: Violations): void {
  if (field.fieldKind === 'list' && Array.isArray(json))
    for (const [i, item] of json.entries()) checkValue(field, item, `${path}[${i}]`, violations)
  else if (field.fieldKind === 'map' && isRecord(json))
    for (const [key, item] of Object.entries(json))
      checkValue(field, item, `${path}["${key.slice(0, 60)}"]`, violations)
  else if (field.fieldKind === 'enum' || field.fieldKind === 'message')
    checkValue(field, json, path, violations)
}

function checkValue(
  { enum: words, message }: DescField,
  json: unknown,
  path: string,
  violations: Violations,
): void {
  if (words) checkWord(words, json, path, violations)
  else if (message) checkMessage(message, json, `${path}.`, violations)
}

function checkWord(
  { typeName, values }: DescEnum,
  json: unknown,
  path: string,
  violations: Violations,
): void {
  if (typeof json !== 'string' || typeName.startsWith('google.')) return
  const known = values.map(({ name }) => name)
  if (!known.includes(json))
    violations.oneOf(
      path,
      json,
      known.filter((_, i) => values[i]?.number !== 0),
    )
}

function isRecord(json: unknown): json is Record<string, unknown> {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
}
