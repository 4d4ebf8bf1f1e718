import { type FileRegistry, fromJson, type JsonObject, toBinary } from '@bufbuild/protobuf'
import { base64Encode } from '@bufbuild/protobuf/wire'
import type { Code } from './codes.ts'
import { messageNamed, schemaRef } from './contracts.ts'

/** The details that any failure may carry. */
export const STANDARD_DETAILS = [
  'google.rpc.ErrorInfo',
  'google.rpc.BadRequest',
  'google.rpc.RetryInfo',
] as const

const VALUE: JsonObject = {
  type: 'string',
  contentEncoding: 'base64',
  description: 'The message in protobuf’s binary form, base64 without padding.',
}

/** The schemas of a failure in Connect's JSON; `names` are all the messages that details may be. */
export function failureSchemas(names: readonly string[]): JsonObject {
  return {
    'connect.Error': {
      title: 'Error',
      description: 'A failure. Programs go by `code` and by the `reason` of the ErrorInfo in `details`.',
      type: 'object',
      properties: {
        code: { type: 'string', description: 'One of Connect’s codes.', examples: ['failed_precondition'] },
        message: { type: 'string', description: 'One sentence for people.' },
        details: {
          type: 'array',
          description: 'What there is for programs; the ErrorInfo is always there when a service answered.',
          items: { $ref: '#/components/schemas/connect.ErrorDetail' },
        },
      },
      required: ['code'],
    },
    'connect.ErrorDetail': {
      title: 'ErrorDetail',
      description: 'A message: its type, its bytes, and for people the same as JSON in `debug`.',
      anyOf: [...names.map(knownDetail), otherDetail(names)],
    },
  }
}

function knownDetail(name: string): JsonObject {
  return {
    title: name.slice(name.lastIndexOf('.') + 1),
    type: 'object',
    properties: { type: { type: 'string', const: name }, value: VALUE, debug: schemaRef({ typeName: name }) },
    required: ['type', 'value', 'debug'],
  }
}

function otherDetail(names: readonly string[]): JsonObject {
  return {
    title: 'of another version',
    type: 'object',
    properties: { type: { type: 'string', not: { enum: [...names] } }, value: VALUE, debug: {} },
    required: ['type', 'value'],
  }
}

/** A failure as it is answered; without details where no service answered, but the protocol itself. */
export function failureExample(registry: FileRegistry, code: Code, reason?: string): JsonObject {
  const message = 'A sentence for people.'
  if (reason === undefined) return { code, message }
  const [info, badRequest] = STANDARD_DETAILS
  const details = [detailExample(registry, info, { reason, domain: 'rewards' })]
  if (reason === 'INVALID_FIELDS') details.push(detailExample(registry, badRequest, WRONG_FIELD))
  return { code, message, details }
}

const WRONG_FIELD: JsonObject = {
  fieldViolations: [{ field: 'event.name', description: 'is missing; allowed are 1 to 100 characters' }],
}

function detailExample(registry: FileRegistry, type: string, debug: JsonObject): JsonObject {
  const schema = messageNamed(registry, type)
  const message = fromJson(schema, debug, { registry })
  return { type, value: base64Encode(toBinary(schema, message), 'std_raw'), debug }
}
