import { once } from 'node:events'
import { expect, test } from 'vitest'
import { createServer } from '../src/index.ts'
import { goodToken, runEcho, verifier } from './echo-server.ts'
import { healthOf } from './health.ts'
import { quiet } from './quiet.ts'

const auth = { token: goodToken }

test('health answers for the process and for each service, without a token, and follows setServing', async () => {
  await using echo = await runEcho()
  const health = healthOf(echo.port)
  for (const name of ['', 'rewards.test.v1.EchoService']) {
    expect(await health.check(name)).toBe('NOT_SERVING')
    echo.server.setServing(true)
    expect(await health.check(name)).toBe('SERVING')
    echo.server.setServing(false)
  }
  echo.server.setServing(false)
  expect(await health.check('liveness')).toBe('SERVING')
  await expect(health.check('rewards.test.v1.Nothing')).rejects.toThrow('NOT_FOUND')
  health.close()
})

test('whoever watches health learns that it ends, and does not hold the close up', async () => {
  await using echo = await runEcho()
  echo.server.setServing(true)
  const health = healthOf(echo.port)
  const seen: string[] = []
  const { promise: first, resolve } = Promise.withResolvers<void>()
  const watching = (async () => {
    for await (const { status } of health.watch('')) {
      seen.push(status)
      resolve()
    }
  })()
  await first
  await echo.server.close(60_000)
  await watching
  expect(seen).toEqual(['SERVING', 'NOT_SERVING'])
  health.close()
})

test('closing lets unary calls finish, refuses new ones, and ends streams so that they resume elsewhere', async () => {
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
  const { promise: release, resolve: finish } = Promise.withResolvers<void>()
  await using echo = await runEcho({
    write: async () => {
      begin()
      await release
      return { text: 'finished' }
    },
    watch: async function* (_, { signal }) {
      yield { text: 'up' }
      await once(signal, 'abort')
    },
  })
  const call = echo.client.write({}, auth)
  const watch = echo.client.watch({}, auth)[Symbol.asyncIterator]()
  await Promise.all([begun, watch.next()])
  const closed = echo.server.close(60_000)
  await expect(watch.next()).rejects.toMatchObject({ kind: 'unavailable', reason: 'SHUTTING_DOWN' })
  await expect(echo.client.open({}, { timeoutMs: 2_000 })).rejects.toMatchObject({ kind: 'unavailable' })
  finish()
  expect((await call).text).toBe('finished')
  await closed
})

test('what does not finish within the grace is cut off', async () => {
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
  await using echo = await runEcho({
    write: () => {
      begin()
      return new Promise(() => undefined)
    },
  })
  const call = echo.client.write({}, auth).catch((error: unknown) => error)
  await begun
  await echo.server.close(50)
  expect(await call).toMatchObject({ kind: 'unavailable' })
})

test('closing waits for the work of a call that was cancelled: its writes may still be under way', async () => {
  const steps: string[] = []
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
  const { promise: release, resolve: finish } = Promise.withResolvers<void>()
  await using echo = await runEcho({
    write: async () => {
      begin()
      await release
      steps.push('written')
      return {}
    },
  })
  const abort = new AbortController()
  const call = echo.client.write({}, { ...auth, signal: abort.signal }).catch(() => undefined)
  await begun
  abort.abort()
  await call
  const closed = echo.server.close(60_000).then(() => steps.push('closed'))
  setTimeout(finish, 300)
  await closed
  expect(steps).toEqual(['written', 'closed'])
})

test('a port that is taken is one clear sentence', async () => {
  await using echo = await runEcho()
  const second = createServer({ services: [], verifier, logger: quiet })
  await expect(second.listen('127.0.0.1', echo.port)).rejects.toThrow(
    `cannot listen on 127.0.0.1:${echo.port}: something else listens there; stop it or choose another port`,
  )
  await second.close(0)
})
