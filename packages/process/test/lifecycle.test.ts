import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { isAlive } from '../../../tools/broker/src/processes.ts'

const children: ChildProcess[] = []
afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
})

/** Starts the fixture; its output so far, and its end. */
function run(env: Record<string, string> = {}) {
  const fixture = path.join(import.meta.dirname, 'fixture-process.ts')
  const child = spawn(process.execPath, [fixture], { env: { PATH: process.env.PATH ?? '', ...env } })
  children.push(child)
  const out = { text: '', errors: '' }
  child.stdout.on('data', data => {
    out.text += data
  })
  child.stderr.on('data', data => {
    out.errors += data
  })
  const ended = once(child, 'close').then(([code]) => code as number | null)
  const says = (text: string) =>
    expect.poll(() => out.text, { timeout: 10_000, interval: 10 }).toContain(text)
  return { child, out, ended, says }
}

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s stops in the reverse order of the start and exits 0',
  async signal => {
    const { child, out, ended, says } = run()
    await says('"started"')
    child.kill(signal)
    expect(await ended).toBe(0)
    expect(out.text.indexOf('stopped server')).toBeLessThan(out.text.indexOf('stopped store'))
    expect(out.text).toContain('stopped store')
    expect(out.errors).toBe('')
  },
)

test('a start that waits for something gives up when a stop is asked for, and what it had started is stopped', async () => {
  const { child, out, ended, says } = run({ REWARDS_TEST_START: 'wait' })
  await says('starting')
  child.kill('SIGTERM')
  expect(await ended).toBe(0)
  expect(out.text).toContain('stopped server')
  expect(out.text).not.toContain('ready')
  expect(out.errors).toBe('')
})

test('a second signal cuts the stop short', async () => {
  const { child, out, ended, says } = run({ REWARDS_TEST_STOP_TAKES: '100000' })
  await says('"started"')
  child.kill('SIGTERM')
  await says('"stopping"')
  child.kill('SIGTERM')
  expect(await ended).toBe(143)
  expect(out.text).not.toContain('stopped')
})

test('a stop that takes too long is given up with exit code 1', async () => {
  const { child, out, ended, says } = run({ REWARDS_TEST_STOP_TAKES: '100000', REWARDS_STOP_WITHIN: '200ms' })
  await says('"started"')
  child.kill('SIGTERM')
  expect(await ended).toBe(1)
  expect(out.text).toContain('the stop took too long')
})

test('a step of the stop that throws is logged, the others still run, and the exit code is 1', async () => {
  const { child, out, ended, says } = run({ REWARDS_TEST_STOP: 'throw' })
  await says('"started"')
  child.kill('SIGTERM')
  expect(await ended).toBe(1)
  expect(out.text).toContain('a step of the stop failed')
  expect(out.text).toContain('stopped store')
})

test('a signal during the start stops what was started, once the start has ended', async () => {
  const { child, out, ended, says } = run({ REWARDS_TEST_START: 'slow', REWARDS_LOG_LEVEL: 'debug' })
  await says('starting')
  child.kill('SIGTERM')
  expect(await ended).toBe(0)
  expect(out.text).toMatch(/stopping(.|\n)*ready(.|\n)*stopped server(.|\n)*stopped store/)
})

test('a start that fails is one sentence on standard error, without a stack, and exit code 1', async () => {
  const { out, ended } = run({ REWARDS_TEST_START: 'throw' })
  expect(await ended).toBe(1)
  expect(out.errors).toBe('fixture did not start: the disk is not there\n')
  expect(out.text).toBe('')
})

test('a start that fails half-way stops what it had started', async () => {
  const { out, ended } = run({ REWARDS_TEST_START: 'throw-late' })
  expect(await ended).toBe(1)
  expect(out.errors).toBe('fixture did not start: the port is taken\n')
  expect(out.text).toBe('stopped server\nstopped store\n')
})

test('the stack of a failed start is in the log at debug level', async () => {
  const { out, ended } = run({ REWARDS_TEST_START: 'throw', REWARDS_LOG_LEVEL: 'debug' })
  expect(await ended).toBe(1)
  expect(out.text).toContain('fixture-process.ts')
  expect(out.errors).toBe('fixture did not start: the disk is not there\n')
})

test('a malformed configuration is one line per problem and exit code 1', async () => {
  const { out, ended } = run({ REWARDS_LOG_LEVEL: 'loud', REWARDS_STOP_WITHIN: '5' })
  expect(await ended).toBe(1)
  expect(out.errors.split('\n')).toEqual([
    'fixture did not start: REWARDS_LOG_LEVEL is "loud"; allowed is one of trace, debug, info, warn, error, fatal, silent',
    'fixture did not start: REWARDS_STOP_WITHIN is "5"; allowed is a duration such as 500ms, 30s, 15m, 2h or 90d, from 100ms to 300000ms',
    '',
  ])
})

test('a variable that nothing reads is a warning in the log', async () => {
  const { child, out, ended, says } = run({ REWARDS_TSET_START: 'ok' })
  await says('"started"')
  expect(out.text).toContain('REWARDS_TSET_START is set, but nothing here reads it')
  child.kill('SIGTERM')
  await ended
})

test('an unhandled rejection is logged and exits 1', async () => {
  const { out, ended } = run({ REWARDS_TEST_START: 'reject-later' })
  expect(await ended).toBe(1)
  expect(out.text).toContain('nobody waits')
  expect(out.text).toContain('"level":"fatal"')
})

test('the end of standard input ends the process in order when its launcher asked for that', async () => {
  const { child, out, ended, says } = run({ REWARDS_END_WITH_STDIN: 'true' })
  await says('"started"')
  child.stdin?.end()
  expect(await ended).toBe(0)
  expect(out.text).toContain('stopped store')
})

test('the end of standard input means nothing otherwise', async () => {
  const { child, ended, says } = run()
  child.stdin?.end()
  await says('"started"')
  await new Promise(resolve => setTimeout(resolve, 300))
  expect(child.exitCode).toBe(null)
  child.kill('SIGTERM')
  expect(await ended).toBe(0)
})

test('a launcher that is killed takes its process with it, though nobody reads its output any more', async () => {
  const fixture = JSON.stringify(path.join(import.meta.dirname, 'fixture-process.ts'))
  const launcher = `
    const child = require('node:child_process').spawn(process.execPath, [${fixture}], {
      detached: true, stdio: 'pipe', env: { REWARDS_END_WITH_STDIN: 'true', REWARDS_LOG_LEVEL: 'trace' } })
    child.stdout.on('data', data => String(data).includes('started') && console.log(child.pid))`
  const parent = spawn(process.execPath, ['-e', launcher], { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(parent)
  const [data] = await once(parent.stdout, 'data')
  const pid = Number(data)
  parent.kill('SIGKILL')
  await expect.poll(() => isAlive(pid), { timeout: 20_000 }).toBe(false)
})
