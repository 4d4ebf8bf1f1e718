import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { until } from '../tools/launcher/test/support.ts'
import { startTestSystem, type TestSystem } from './support/system.ts'

const MAIN = join(import.meta.dirname, '..', 'tools', 'status', 'src', 'main.ts')

interface Shown {
  readonly code: number
  readonly text: string
  readonly said: string
}

/** What `npm run status` runs. */
function status(...args: readonly string[]): Promise<Shown> {
  return new Promise(resolve =>
    execFile(process.execPath, [MAIN, ...args], (error, text, said) =>
      resolve({ code: error ? Number(error.code) : 0, text, said }),
    ),
  )
}

let system: TestSystem
let empty: string
beforeAll(async () => {
  empty = mkdtempSync(join(tmpdir(), 'rewards-status-'))
  system = await startTestSystem({ replicas: 2 })
}, 120_000)
afterAll(async () => {
  await system?.[Symbol.asyncDispose]()
  rmSync(empty, { recursive: true, force: true })
})

it('shows each process with its version, and says that a system is healthy', async () => {
  // In its first moments a process may still be about to reach the broker.
  await until('the system is healthy', async () => (await status(system.dataDir)).code === 0)
  const { code, text } = await status(system.dataDir)
  for (const service of ['gateway', 'auth', 'condition', 'event', 'reward'])
    for (const name of [service, `${service}-2`])
      expect(text).toMatch(new RegExp(`^${name} +0\\.1\\.0 +\\d+ s `, 'm'))
  expect({ code, last: text.trim().split('\n').at(-1) }).toEqual({ code: 0, last: 'healthy' })
}, 60_000)

it('names a process that does not answer, and tells by its exit code', async () => {
  const goOn = system.pause('reward-2')
  try {
    const { code, text } = await status(system.dataDir)
    expect(code).toBe(1)
    expect(text).toMatch(/^reward-2 +no answer$/m)
    expect(text).toContain('reward-2 does not answer\n')
    expect(text).not.toContain('healthy')
  } finally {
    goOn()
  }
}, 60_000)

it('names those that have no broker', async () => {
  const goOn = system.pause('broker')
  try {
    await system.kill('nats-server')
    await until('the loss of the broker shows', async () => {
      const { code, text } = await status(system.dataDir)
      return (
        code === 1 && ['event', 'event-2', 'reward'].every(name => text.includes(`${name} has no broker`))
      )
    })
  } finally {
    goOn()
  }
}, 60_000)

it('says that nothing runs, that nothing measures, and that what ran did not end in order', async () => {
  expect(await status(empty)).toMatchObject({
    code: 2,
    text: '',
    said: `status: no system runs on ${empty}; npm start, or npm run status -- [DIR], the data folder of a system that runs here (default .data)\n`,
  })
  writeFileSync(join(empty, 'system.json'), '{"urls":[],"metrics":{}}')
  expect((await status(empty)).said).toBe(
    `status: the system on ${empty} measures nothing: it was started with --no-metrics\n`,
  )
  writeFileSync(join(empty, 'system.json'), '{"urls":[],"metrics":{"event":"http://127.0.0.1:1/metrics"}}')
  const gone = await status(empty)
  expect(gone.code).toBe(2)
  expect(gone.said).toContain(`no process of the system on ${empty} answers`)
  expect((await status('--colour')).said).toContain('npm run status -- [DIR]')
})
