import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { goodToken, key, runEcho } from './echo-server.ts'
import { token, verifierOf } from './tokens.ts'

const auth = { token: goodToken }

/** A stream without an end that counts what it was asked for and tells when it was ended. */
function endless(text = 'x') {
  const { promise: ended, resolve } = Promise.withResolvers<void>()
  const state = { yielded: 0, ended }
  const watch = async function* () {
    try {
      for (;;) {
        state.yielded++
        yield { text }
      }
    } finally {
      resolve()
    }
  }
  return { state, watch }
}

test('a slow reader holds the handler back', async () => {
  const { state, watch } = endless('x'.repeat(10_000))
  await using echo = await runEcho({ watch })
  const reader = echo.client.watch({}, auth)[Symbol.asyncIterator]()
  await reader.next()
  let before = -1
  while (before !== state.yielded) {
    before = state.yielded
    await sleep(100)
  }
  expect(state.yielded).toBeLessThan(200)
  for (let i = 0; i < 1_000; i++) await reader.next()
  expect(state.yielded).toBeGreaterThan(1_000)
  await reader.return?.()
})

test('leaving the loop ends the handler', async () => {
  const { state, watch } = endless()
  await using echo = await runEcho({ watch })
  for await (const _ of echo.client.watch({}, auth)) break
  await state.ended
})

test('cancelling ends a handler that waits, though it ignores its signal', async () => {
  const { promise: aborted, resolve } = Promise.withResolvers<void>()
  await using echo = await runEcho({
    watch: async function* (_, { signal }) {
      signal.addEventListener('abort', () => resolve())
      yield { text: 'first' }
      await new Promise(() => undefined)
    },
  })
  const abort = new AbortController()
  const watching = async () => {
    for await (const _ of echo.client.watch({}, { ...auth, signal: abort.signal }))
      abort.abort(new Error('enough'))
  }
  await expect(watching()).rejects.toThrow('enough')
  await aborted
})

test('a stream ends when the token of its caller does, however long the handler would go on', async () => {
  let nowMs = Math.floor(Date.now() / 1_000) * 1_000
  const shortLived = await token({ key, nowMs, livesFor: 10 })
  nowMs += 69_800 // the leeway is nearly over
  const verifier = verifierOf(
    async () => ({ keys: [key.jwk] }),
    () => nowMs,
  )
  const watch = async function* () {
    yield { text: 'hello' }
    await new Promise(() => undefined)
  }
  await using echo = await runEcho({ watch }, { verifier, now: () => nowMs })
  const seen: string[] = []
  const watching = async () => {
    for await (const { text } of echo.client.watch({}, { token: shortLived })) seen.push(text)
  }
  await expect(watching()).rejects.toMatchObject({ kind: 'unauthenticated', reason: 'TOKEN_EXPIRED' })
  expect(seen).toEqual(['hello'])
})

test('a stream has a longest life', async () => {
  const watch = async function* () {
    await new Promise(() => undefined)
    yield {}
  }
  await using echo = await runEcho({ watch }, { limits: { longestStreamMs: 50 } })
  await expect(Array.fromAsync(echo.client.watch({}, auth))).rejects.toMatchObject({
    reason: 'DEADLINE_EXCEEDED',
  })
})

test('a hundred streams that are cut off by their callers leave nothing at work', async () => {
  let open = 0
  await using echo = await runEcho({
    watch: async function* (_, { signal }) {
      open++
      try {
        yield { text: 'up' }
        await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
      } finally {
        open--
      }
    },
  })
  await Promise.all(
    Array.from({ length: 100 }, async () => {
      for await (const _ of echo.client.watch({}, auth)) break
    }),
  )
  await expect.poll(() => open).toBe(0)
})
