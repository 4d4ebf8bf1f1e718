import type { JsonObject, JsonValue } from '@bufbuild/protobuf'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

/** Codes with which any call may end, whatever its method documents. */
const GENERAL = new Set(['canceled', 'internal', 'unavailable', 'deadline_exceeded', 'resource_exhausted'])

const ERROR = '#/components/schemas/connect.Error'

/** What is wrong with an answer, one sentence each; `path` is the call's, without the host. */
export type AnswerChecker = (path: string, status: number, body: JsonValue) => string[]

interface Response extends JsonObject {
  readonly 'x-error-reasons'?: Readonly<Record<string, string[]>>
}

/**
 * Holds answers to POSTs against an OpenAPI document: status, form (a field that the document does not have is wrong here,
 * though callers must bear it), and that the reason of a failure is among those which the method documents.
 */
export function answerChecker(document: JsonObject): AnswerChecker {
  const validatorOf = validators(document)
  return (path, status, body) => {
    const found = responseAt(document, path, status)
    const validate = validatorOf(found?.schema ?? ERROR)
    const problems = validate(body) ? [] : (validate.errors ?? []).map(inWords)
    return [...problems, ...(status === 200 ? [] : reasonProblems(found?.response, body))].map(
      problem => `${path} answered ${status}: ${problem}`,
    )
  }
}

function validators(document: JsonObject): (pointer: string) => ValidateFunction {
  const ajv = new Ajv2020({ allErrors: true, strictRequired: false, validateSchema: false })
  addFormats.default(ajv)
  ajv.addFormat('uint64', true)
  ajv.addVocabulary(Object.keys(document)) // so that nothing else may be unknown
  ajv.addSchema(closed(document) as JsonObject, 'openapi.json')
  const known = new Map<string, ValidateFunction>()
  return pointer => {
    const validate = known.get(pointer) ?? ajv.compile({ $ref: `openapi.json${pointer}` })
    known.set(pointer, validate)
    return validate
  }
}

/** The same with every message closed: its fields are all there may be. */
function closed(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(closed)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, part]): [string, JsonValue] => [key, closed(part)])
  const isOpen = value.type === 'object' && 'properties' in value && !('additionalProperties' in value)
  return Object.fromEntries([...entries, ...(isOpen ? [['additionalProperties', false] as const] : [])])
}

/** What the document says of this answer: the status's own response, or the default. */
function responseAt(document: JsonObject, path: string, status: number) {
  const base = ['paths', path, 'post', 'responses']
  const own = [...base, String(status)]
  const response = at(document, own) as Response | undefined
  if (!response) return undefined
  return { response, schema: `#/${[...own, 'content', 'application/json', 'schema'].map(escaped).join('/')}` }
}

function at(value: JsonValue | undefined, [first, ...rest]: readonly string[]): JsonValue | undefined {
  if (first === undefined) return value
  return at((value as JsonObject | undefined)?.[first], rest)
}

function escaped(token: string): string {
  return encodeURIComponent(token.replaceAll('~', '~0').replaceAll('/', '~1'))
}

function reasonProblems(response: Response | undefined, body: JsonValue): string[] {
  const { code, details = [] } = body as { code: string; details?: { debug?: { reason?: string } }[] }
  const documented = response?.['x-error-reasons']?.[code]
  if (!documented) return GENERAL.has(code) || !response ? [] : [`${code} is not documented`]
  const reason = details.map(({ debug }) => debug?.reason).find(each => each !== undefined)
  const isKnown = reason === undefined || documented.includes(reason) || GENERAL.has(code)
  return isKnown ? [] : [`${code} ${reason} is not documented`]
}

function inWords({ instancePath, message, params }: NonNullable<ValidateFunction['errors']>[number]): string {
  return `${instancePath || 'the answer'} ${message} ${JSON.stringify(params)}`
}
