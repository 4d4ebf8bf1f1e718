import { createServer as createTcp } from 'node:net'
import { afterAll, expect, test } from 'vitest'
import { AccessWatch, accessChangesOf, openChannel, refusingRevoked } from '../../src/index.ts'
import { goodToken, runEcho, verifier } from '../echo-server.ts'
import { quiet } from '../quiet.ts'
import { changes, fakeAuth } from './changes.ts'

const auth = fakeAuth()
const watch = new AccessWatch({ source: auth.source, now: Date.now, logger: quiet, everyMs: 20 })
afterAll(() => watch.stop())

const annChanged = { users: [{ userId: 'usr_ann', accessRevision: 2, changedAtMs: Date.now() }] }

test('a call is refused, and a stream that is open ends, when the token counts no more', async () => {
  let handlerEnded = false
  await using echo = await runEcho(
    {
      watch: async function* (_, { signal }) {
        try {
          yield { text: 'hello' }
          await new Promise((_resolve, reject) =>
            signal.addEventListener('abort', () => reject(signal.reason)),
          )
        } finally {
          handlerEnded = true
        }
      },
    },
    { verifier: refusingRevoked(verifier, watch) },
  )
  const options = { token: goodToken }
  expect((await echo.client.read({ text: 'good' }, options)).text).toBe('good')
  const seen: string[] = []
  const watching = (async () => {
    for await (const { text } of echo.client.watch({}, options)) {
      seen.push(text)
      auth.state.told = [changes(annChanged)]
    }
  })()
  await expect(watching).rejects.toMatchObject({ kind: 'unauthenticated', reason: 'TOKEN_REVOKED' })
  await expect(echo.client.read({}, options)).rejects.toMatchObject({ reason: 'TOKEN_REVOKED' })
  expect(seen).toEqual(['hello'])
  expect(handlerEnded).toBe(true)
})

test('an auth that is too old to know of changes has none', async () => {
  await using old = await runEcho()
  const source = accessChangesOf(openedTo(old.port))
  const parts = await Array.fromAsync(source(1_000, new AbortController().signal))
  expect(parts).toEqual([{ readAtMs: 1_000, users: [], endedSessions: [], revokedKeyIds: [] }])
})

test('an auth that cannot be reached is no auth without changes', async () => {
  const silent = createTcp().listen(0, '127.0.0.1')
  const address = silent.address()
  silent.close()
  const source = accessChangesOf(openedTo(typeof address === 'object' && address ? address.port : 0))
  await expect(Array.fromAsync(source(1_000, new AbortController().signal))).rejects.toMatchObject({
    kind: 'unavailable',
  })
})

const channels: { close(): void }[] = []
afterAll(() => channels.forEach(channel => void channel.close()))

function openedTo(port: number) {
  const channel = openChannel({ addresses: [`127.0.0.1:${port}`], services: [] })
  channels.push(channel)
  return channel
}
