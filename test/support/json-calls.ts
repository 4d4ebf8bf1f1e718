import { readFileSync } from 'node:fs'
import { servicesOf } from '@rewards/contracts/services'
import { answerChecker } from '@rewards/openapi/testing'

/** Every answer that a test gets is held against the document that callers are given. */
const problemsOf = answerChecker(
  JSON.parse(readFileSync(new URL('../../packages/contracts/openapi/openapi.json', import.meta.url), 'utf8')),
)

/** Full names by short ones, so that tests may call a service by its own; where two have the same, the last. */
const FULL_NAMES = new Map(
  Object.values(servicesOf).flatMap(services =>
    services.map(({ name, typeName }) => [name, typeName] as const),
  ),
)

/** JSON as it came; tests look into it. */
// biome-ignore lint/suspicious/noExplicitAny: what it is, is what the tests find out
export type Json = any

/** An answer to a call in plain JSON. */
export interface Answer {
  readonly status: number
  /** The message, or what is said of the error. */
  readonly body: Json
  /** `ok`, or the error's Connect code. */
  readonly code: string
  /** `ErrorInfo.reason`; '' for a good answer. */
  readonly reason: string
  /** The fields that `BadRequest` names, in order. */
  readonly fields: readonly string[]
}

export type Call = (method: string, body: unknown, token?: string) => Promise<Answer>

/** Calls `Service/Method` (or `package.Service/Method`) as any program can that speaks HTTP and JSON: of each gateway in turn. */
export function jsonCalls(...urls: readonly string[]): Call {
  let calls = 0
  return async (method, body, token) => {
    const [service = '', name = ''] = method.split('/')
    const url = urls[calls++ % urls.length]
    const path = `/${FULL_NAMES.get(service) ?? service}/${name}`
    const response = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
      signal: AbortSignal.timeout(30_000),
    })
    const answer = answerOf(response.status, await response.text())
    const problems = problemsOf(path, answer.status, answer.body)
    if (problems.length > 0) throw new Error(problems.join('; '))
    return answer
  }
}

function answerOf(status: number, text: string): Answer {
  const body: Json = text === '' ? {} : JSON.parse(text)
  if (status === 200) return { status, body, code: 'ok', reason: '', fields: [] }
  const detail = (type: string) => body.details?.find((each: Json) => each.type === type)?.debug
  const violations = detail('google.rpc.BadRequest')?.fieldViolations ?? []
  return {
    status,
    body,
    code: body.code,
    reason: detail('google.rpc.ErrorInfo')?.reason ?? '',
    fields: violations.map(({ field }: Json) => field),
  }
}
