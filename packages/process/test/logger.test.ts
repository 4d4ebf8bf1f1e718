import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, openSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createLogger, newTraceparent, traceIdOf, withLogContext } from '../src/index.ts'

function capture(level: 'trace' | 'info' = 'info') {
  const lines: string[] = []
  const logger = createLogger({ service: 'event', level }, { write: line => lines.push(line) })
  return { logger, last: () => JSON.parse(lines.at(-1) ?? 'null'), lines }
}

test('each line carries the service, and within a context its trace id and claim id, across awaits', async () => {
  const { logger, last } = capture()
  logger.info('outside')
  expect(last()).toMatchObject({ level: 'info', service: 'event', msg: 'outside' })
  expect(last()).not.toHaveProperty('traceId')

  const traceparent = newTraceparent()
  await withLogContext({ traceparent }, async () => {
    await sleep(1)
    await withLogContext({ claimId: 'evt_1:usr_1:once' }, async () => {
      await sleep(1)
      logger.info('inside')
    })
  })
  expect(last()).toMatchObject({ traceId: traceIdOf(traceparent), claimId: 'evt_1:usr_1:once' })
})

test('contexts of work that runs at the same time do not mix', async () => {
  const { logger, lines } = capture()
  const claims = Array.from({ length: 50 }, (_, i) => `c${i}`)
  await Promise.all(
    claims.map(claimId =>
      withLogContext({ claimId }, async () => {
        await sleep(1)
        logger.info(claimId)
      }),
    ),
  )
  for (const line of lines.map(text => JSON.parse(text))) expect(line.claimId).toBe(line.msg)
  expect(lines).toHaveLength(50)
})

test('secrets do not reach the log, at the top or two levels deep', () => {
  const { logger, lines, last } = capture()
  logger.info(
    { password: 'hunter2', request: { token: 'hunter2', headers: { authorization: 'Bearer hunter2' } } },
    'x',
  )
  logger.info({ user: { refreshToken: 'hunter2', name: 'ann' } }, 'y')
  expect(lines.join('')).not.toContain('hunter2')
  expect(last().user).toEqual({ refreshToken: '[redacted]', name: 'ann' })
})

test('a reader that goes away with lines unread costs the lines, not the process', async () => {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'fixture-logger.ts')])
  try {
    const ended = once(child, 'exit')
    await once(child.stdout.pause(), 'readable')
    child.stdout.destroy() // with unread bytes: the child's next write is answered by a reset, not by a broken pipe
    child.stdin.end()
    expect(await ended).toEqual([7, null])
  } finally {
    child.kill('SIGKILL')
  }
})

test.skipIf(!existsSync('/dev/full'))(
  'output that cannot be written, as on a full disk, costs the lines, not the process',
  async () => {
    const full = openSync('/dev/full', 'w')
    const child = spawn(process.execPath, [path.join(import.meta.dirname, 'fixture-logger.ts')], {
      stdio: ['pipe', full, 'pipe'],
    })
    try {
      child.stdin?.end()
      expect(await once(child, 'exit')).toEqual([7, null])
    } finally {
      child.kill('SIGKILL')
      closeSync(full)
    }
  },
)
