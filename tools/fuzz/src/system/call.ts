/** JSON as it came. */
// biome-ignore lint/suspicious/noExplicitAny: answers of many methods; what is missing shows where it is used
export type Json = any

export interface JsonAnswer {
  readonly status: number
  readonly body: Json
}

/** Calls a method in plain JSON, by its name without `rewards.`. */
export async function call(url: string, method: string, body: unknown, token?: string): Promise<JsonAnswer> {
  const response = await fetch(`${url}/rewards.${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(30_000),
  })
  return { status: response.status, body: await response.json() }
}

/** The message of a good answer; throws what was said otherwise. */
export function ok({ status, body }: JsonAnswer): Json {
  if (status !== 200) throw new Error(JSON.stringify(body))
  return body
}
