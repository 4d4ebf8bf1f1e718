import { readFileSync } from 'node:fs'
import { answerChecker } from '@rewards/openapi/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Json } from './support/json-calls.ts'
import { startTestSystem, type TestSystem } from './support/system.ts'

const document: Json = JSON.parse(
  readFileSync(new URL('../packages/contracts/openapi/openapi.json', import.meta.url), 'utf8'),
)
const problemsOf = answerChecker(document)

let system: TestSystem
beforeAll(async () => {
  system = await startTestSystem()
}, 120_000)
afterAll(() => system?.[Symbol.asyncDispose]())

const unary = Object.entries<Json>(document.paths)
  .map(([path, { get, post }]) => ({
    path,
    get,
    example: post.requestBody.content['application/json']?.example,
  }))
  .filter(({ example }) => example !== undefined)

async function post(path: string, body: Json, token?: string) {
  const response = await fetch(`${system.running.urls[0]}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  })
  return { status: response.status, body: (await response.json()) as Json }
}

describe('what the document says of a method holds when it is called', () => {
  it.each(unary)('$path', async ({ path, get, example }) => {
    const requests = [
      example,
      {},
      { eventId: 'x', claimId: 'x', deadLetterId: 'x', userId: 'x', pageToken: 'x' },
    ]
    for (const request of requests) {
      const answer = await post(path, request, system.admin)
      expect(problemsOf(path, answer.status, answer.body)).toEqual([])
      // The example may name what is not there, but is never malformed.
      if (request === example) expect(answer.body.code).not.toBe('invalid_argument')
    }
    const { status, body } = await post(path, example)
    expect(problemsOf(path, status, body)).toEqual([])
    const query = new URLSearchParams({ connect: 'v1', encoding: 'json', message: JSON.stringify(example) })
    const headers = { authorization: `Bearer ${system.admin}` }
    const asked = await fetch(`${system.running.urls[0]}${path}?${query}`, { headers })
    expect(asked.status === 405).toBe(get === undefined)
    if (get) expect(problemsOf(path, asked.status, (await asked.json()) as Json)).toEqual([])
  })
})
