import type { DescMethod, JsonObject } from '@bufbuild/protobuf'
import { MethodOptions_IdempotencyLevel as Level } from '@bufbuild/protobuf/wkt'
import { commentOf, firstSentence } from './comments.ts'
import { type Contracts, schemaRef } from './contracts.ts'
import { JSON_TYPE, STREAM_TYPE } from './media-types.ts'
import { responsesOf } from './responses.ts'
import { whoMayCall } from './who-may-call.ts'

/** What a method's path offers: POST, and GET where nothing is changed. Streams are Connect's own framing. */
export function pathItem(method: DescMethod, tag: string, contracts: Contracts): JsonObject {
  const post = postOperation(method, tag, contracts)
  if (method.methodKind !== 'unary' || method.idempotency !== Level.NO_SIDE_EFFECTS) return { post }
  return { post, get: getOperation(method, post, contracts) }
}

function postOperation(method: DescMethod, tag: string, contracts: Contracts): JsonObject {
  const rule = contracts.ruleOf(method)
  const { text } = commentOf(method)
  const type = method.methodKind === 'unary' ? JSON_TYPE : STREAM_TYPE
  const request = { schema: schemaRef(method.input), example: contracts.examples.request(method.input) }
  return {
    operationId: `${tag.replaceAll(/\W+/g, ' ').trim().replaceAll(' ', '_')}_${method.name}`,
    tags: [tag],
    summary: firstSentence(text) || method.name,
    description: [text, ...remarks(method, contracts)].filter(part => part !== '').join('\n\n'),
    'x-policy': { ...rule },
    security: rule.kind === 'public' ? [] : [{ token: rule.kind === 'permission' ? [rule.permission] : [] }],
    ...(method.deprecated && { deprecated: true }),
    requestBody: { required: true, content: { [type]: request } },
    responses: responsesOf(method, contracts),
  }
}

/** Connect's GET: the request in the query. */
function getOperation(method: DescMethod, post: JsonObject, { examples }: Contracts): JsonObject {
  const { requestBody: _, ...rest } = post
  const message = {
    name: 'message',
    in: 'query',
    required: true,
    description: commentOf(method.input).text,
    content: { [JSON_TYPE]: { schema: schemaRef(method.input), example: examples.request(method.input) } },
  }
  const encodings = ['encoding', 'connect'].map(name => ({ $ref: `#/components/parameters/${name}` }))
  return {
    ...rest,
    operationId: `${String(post.operationId)}_by_GET`,
    summary: 'The same by GET',
    parameters: [message, ...encodings],
  }
}

function remarks(method: DescMethod, { ruleOf }: Contracts): string[] {
  return [
    `**Who may call:** ${whoMayCall(ruleOf(method))}.`,
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
