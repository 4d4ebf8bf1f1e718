import type { HttpResponse } from '../listen/one-port.ts'

/** Answers with this and nothing more. */
export function send(
  response: HttpResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body?: Buffer,
): void {
  response.statusCode = status
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
  if (body) response.end(body)
  else response.end()
}

/** Answers with JSON, indented for people. */
export function sendJson(
  response: HttpResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  const bytes = Buffer.from(`${JSON.stringify(body, null, 2)}\n`)
  const own = { 'content-type': 'application/json', 'content-length': String(bytes.length) }
  send(response, status, { ...own, ...headers }, bytes)
}
