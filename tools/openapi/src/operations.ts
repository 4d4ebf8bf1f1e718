import type { DescMethod, JsonObject } from '@bufbuild/protobuf'
import { MethodOptions_IdempotencyLevel as Level } from '@bufbuild/protobuf/wkt'
import { commentOf, firstSentence } from './comments.ts'
import { type Contracts, schemaRef } from './contracts.ts'
import { type DocumentedError, documentedErrors } from './errors.ts'
import { failureResponses } from './responses.ts'
import { type Rule, whoMayCall } from './who-may-call.ts'

const JSON_TYPE = 'application/json'
const STREAM_TYPE = 'application/connect+json'

/** The method's full name, with a dot. */
export function fullName({ parent, name }: DescMethod): string {
  return `${parent.typeName}.${name}`
}

/** The failures that the method's comment names. */
export function errorsOf(method: DescMethod): DocumentedError[] {
  return documentedErrors(commentOf(method).errors, fullName(method))
}

/** What a method's path offers: POST, and GET where nothing is changed. Streams are Connect's own framing. */
export function pathItem(method: DescMethod, tag: string, contracts: Contracts): JsonObject {
  const post = postOperation(method, tag, contracts)
  if (method.methodKind !== 'unary' || method.idempotency !== Level.NO_SIDE_EFFECTS) return { post }
  return { get: getOperation(method, post, contracts), post }
}

function postOperation(method: DescMethod, tag: string, contracts: Contracts): JsonObject {
  const rule = contracts.ruleOf(method)
  const { text } = commentOf(method)
  const type = method.methodKind === 'unary' ? JSON_TYPE : STREAM_TYPE
  const request = { schema: schemaRef(method.input), example: contracts.examples.request(method.input) }
  return {
    operationId: fullName(method),
    tags: [tag],
    summary: firstSentence(text) || method.name,
    description: [text, ...remarks(method, rule)].filter(part => part !== '').join('\n\n'),
    'x-policy': { ...rule },
    security: rule.kind === 'public' ? [] : [{ token: rule.kind === 'permission' ? [rule.permission] : [] }],
    ...(method.deprecated && { deprecated: true }),
    requestBody: { required: true, content: { [type]: request } },
    responses: responses(method, rule, type, contracts),
  }
}

function responses(method: DescMethod, rule: Rule, type: string, contracts: Contracts): JsonObject {
  const { output } = method
  const good = {
    description: commentOf(output).text || output.name,
    content: { [type]: { schema: schemaRef(output), example: contracts.examples.response(output) } },
  }
  return { 200: good, ...failureResponses(errorsOf(method), rule) }
}

/** Connect's GET: the request in the query. Caches may keep the answer. */
function getOperation(method: DescMethod, post: JsonObject, { examples }: Contracts): JsonObject {
  const { requestBody: _, ...rest } = post
  const message = {
    name: 'message',
    in: 'query',
    required: true,
    description: commentOf(method.input).text,
    content: { [JSON_TYPE]: { schema: schemaRef(method.input), example: examples.request(method.input) } },
  }
  return {
    ...rest,
    operationId: `${fullName(method)}.get`,
    parameters: [
      message,
      { $ref: '#/components/parameters/encoding' },
      { $ref: '#/components/parameters/connect' },
    ],
  }
}

function remarks(method: DescMethod, rule: Rule): string[] {
  return [
    `**Who may call:** ${whoMayCall(rule)}.`,
    `**Repeating:** ${REPEATING[method.idempotency]}`,
    ...(method.methodKind === 'unary' ? [] : [STREAMING]),
  ]
}

const REPEATING: Readonly<Record<Level, string>> = {
  [Level.NO_SIDE_EFFECTS]: 'safe; it changes nothing.',
  [Level.IDEMPOTENT]: 'safe; the same call again has no further effect.',
  [Level.IDEMPOTENCY_UNKNOWN]:
    'each call has its own effect; look before you repeat one whose answer was lost.',
}

const STREAMING =
  '**A stream.** Request and answers are framed as Connect frames them: a byte of flags, the length in four bytes, the ' +
  'JSON. The status is always 200; the last frame (flag 2) says how it ended, an error under `error`.'
