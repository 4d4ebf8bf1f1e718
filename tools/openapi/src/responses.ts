import type { DescMethod, JsonObject } from '@bufbuild/protobuf'
import { HTTP_STATUS } from './codes.ts'
import { commentOf } from './comments.ts'
import { type Contracts, schemaRef } from './contracts.ts'
import type { DocumentedError } from './errors.ts'
import { JSON_TYPE, STREAM_TYPE } from './media-types.ts'
import { errorsOf } from './method-errors.ts'

/** The responses of a method by HTTP status, examples included. */
export function responsesOf(method: DescMethod, contracts: Contracts): JsonObject {
  const errors = errorsOf(method, contracts.ruleOf(method))
  return method.methodKind === 'unary'
    ? { 200: goodResponse(method, JSON_TYPE, contracts), ...failureResponses(errors) }
    : streamResponses(method, errors, contracts)
}

function goodResponse({ output }: DescMethod, type: string, { examples }: Contracts): JsonObject {
  return {
    description: commentOf(output).text || output.name,
    content: { [type]: { schema: schemaRef(output), example: examples.response(output) } },
  }
}

/** A stream's status is 200 whatever comes of it; only what is no stream at all gets another. */
function streamResponses(
  method: DescMethod,
  errors: readonly DocumentedError[],
  contracts: Contracts,
): JsonObject {
  const good = goodResponse(method, STREAM_TYPE, contracts)
  const description = `${good.description}\n\nThe last frame may say:\n\n${errors.map(inWords).join('\n')}`
  return {
    200: { ...good, description, 'x-error-reasons': reasonsByCode(errors) },
    415: { description: `The request is not ${STREAM_TYPE}.` },
    default: FAILURE,
  }
}

function failureResponses(errors: readonly DocumentedError[]): JsonObject {
  const byStatus = Map.groupBy(errors, ({ code }) => HTTP_STATUS[code])
  const responses = [...byStatus].toSorted(([a], [b]) => a - b)
  return {
    ...Object.fromEntries(responses.map(([status, same]) => [String(status), failureResponse(same)])),
    default: FAILURE,
  }
}

function failureResponse(errors: readonly DocumentedError[]): JsonObject {
  return {
    description: errors.map(inWords).join('\n'),
    'x-error-reasons': reasonsByCode(errors),
    content: {
      [JSON_TYPE]: {
        schema: { $ref: '#/components/schemas/connect.Error' },
        examples: Object.fromEntries(errors.flatMap(exampleRefs)),
      },
    },
  }
}

const FAILURE: JsonObject = { $ref: '#/components/responses/Failure' }

function exampleRefs(error: DocumentedError): [string, JsonObject][] {
  return exampleKeys(error).map(({ name, key }) => [key, { $ref: `#/components/examples/${name}` }])
}

/** The examples of an error: one for each reason, or one without; `name` is its name among the components. */
export function exampleKeys({ code, reasons }: DocumentedError) {
  if (reasons.length === 0) return [{ name: code, key: code, reason: undefined }]
  return reasons.map(reason => ({ name: `${code}.${reason}`, key: reason, reason }))
}

function inWords({ code, text }: DocumentedError): string {
  return `- \`${code}\` ${text.replaceAll(/\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b/g, reason => `\`${reason}\``)}`.trimEnd()
}

function reasonsByCode(errors: readonly DocumentedError[]): JsonObject {
  const byCode = Map.groupBy(errors, ({ code }) => code)
  const reasons = [...byCode].map(([code, same]): [string, string[]] => [
    code,
    [...new Set(same.flatMap(each => each.reasons))],
  ])
  return Object.fromEntries(reasons)
}
