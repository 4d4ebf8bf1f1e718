import type { JsonObject } from '@bufbuild/protobuf'
import { type Code, HTTP_STATUS } from './codes.ts'
import type { DocumentedError } from './errors.ts'
import type { Rule } from './who-may-call.ts'

const TOKEN_REASONS = ['TOKEN_MISSING', 'TOKEN_INVALID', 'TOKEN_EXPIRED']

const UNREADABLE = refusal('invalid_argument', [], 'what came is no such message')

/** What a caller can be refused for before the method begins. */
export function refusals(rule: Rule): DocumentedError[] {
  if (rule.kind === 'public') return []
  const unauthenticated = refusal(
    'unauthenticated',
    TOKEN_REASONS,
    'the token is not there, not ours, or too old',
  )
  if (rule.kind === 'authenticated') return [unauthenticated]
  const text = `without the permission ${rule.permission}`
  return [unauthenticated, refusal('permission_denied', ['PERMISSION_DENIED'], text)]
}

function refusal(code: Code, reasons: readonly string[], why: string): DocumentedError {
  return {
    code,
    reasons,
    details: [],
    text: [...(reasons.length > 0 ? [reasons.join(', ')] : []), why].join(': '),
  }
}

/** The responses to a failed call by HTTP status: what the method documents, what its policy implies, and the rest. */
export function failureResponses(documented: readonly DocumentedError[], rule: Rule): JsonObject {
  const byStatus = Map.groupBy(
    [...documented, UNREADABLE, ...refusals(rule)],
    ({ code }) => HTTP_STATUS[code],
  )
  const responses = [...byStatus].toSorted(([a], [b]) => a - b)
  const make = (errors: readonly DocumentedError[]): JsonObject => ({
    description: errors.map(inWords).join('\n'),
    'x-error-reasons': reasonsByCode(errors),
    content: {
      'application/json': {
        schema: { $ref: '#/components/schemas/connect.Error' },
        examples: Object.fromEntries(errors.flatMap(exampleRefs)),
      },
    },
  })
  return {
    ...Object.fromEntries(responses.map(([status, errors]) => [String(status), make(errors)])),
    default: { $ref: '#/components/responses/Failure' },
  }
}

function exampleRefs({ code, reasons }: DocumentedError): [string, JsonObject][] {
  return reasons.map(reason => [reason, { $ref: `#/components/examples/${exampleName(code, reason)}` }])
}

/** The name of the example of a failure among the document's components. */
export function exampleName(code: Code, reason: string): string {
  return `${code}.${reason}`
}

function inWords({ code, text }: DocumentedError): string {
  return `- \`${code}\` ${text.replaceAll(/\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b/g, reason => `\`${reason}\``)}`.trimEnd()
}

function reasonsByCode(errors: readonly DocumentedError[]): JsonObject {
  const byCode = Map.groupBy(errors, ({ code }) => code)
  const reasons = [...byCode].map(([code, all]): [string, string[]] => [
    code,
    [...new Set(all.flatMap(each => each.reasons))],
  ])
  return Object.fromEntries(reasons)
}
