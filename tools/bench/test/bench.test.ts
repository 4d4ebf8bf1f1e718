import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Result } from '../src/result.ts'
import type { TelemetryResult } from '../src/telemetry/result.ts'

const MAIN = join(import.meta.dirname, '..', 'src', 'main.ts')
const SMALL = '--users 5 --events 240 --callers 1,4 --seconds 0.2'.split(' ')
const run = promisify(execFile)

let folder: string
let env: NodeJS.ProcessEnv
let child: ChildProcess | undefined

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rewards bench-'))
  env = { ...process.env, TMPDIR: folder }
})
afterEach(() => {
  child?.kill('SIGKILL')
  child = undefined
  rmSync(folder, { recursive: true, force: true })
})

it('measures a system of its own, tells all of it, and leaves nothing behind but the result', async () => {
  const json = join(folder, 'sub', 'result.json')
  const { stdout } = await run(process.execPath, [MAIN, ...SMALL, '--json', json], { env, cwd: folder })
  const result: Result = JSON.parse(readFileSync(json, 'utf8'))
  const { floors, levels, halfLoad, extras, rest, claims, goals } = result

  for (const floor of Object.values(floors)) expect(floor).toBeGreaterThan(0)
  expect(levels.map(({ callers }) => callers)).toEqual([1, 4])
  const loads = levels.flatMap(level => [level.direct, level.forwarded, level.claims])
  for (const load of [...loads, halfLoad.claims, ...extras.map(extra => extra.claims), rest]) {
    expect(load.failures).toEqual({})
    expect(load.perSecond).toBeGreaterThan(0)
    expect(load.latencyMs.p99).toBeGreaterThanOrEqual(load.latencyMs.p50)
  }
  for (const each of [...levels.map(level => level.claims), rest])
    expect(each.grantedPerSecond).toBeGreaterThan(0)
  expect(halfLoad.seenMs.p50).toBeGreaterThan(0)
  expect(extras.map(({ what }) => what)).toEqual(['limited', 'conditioned'])
  expect(claims).toBe(5 * 240)
  if (process.platform === 'linux')
    expect(new Set(Object.keys(rest.spent))).toEqual(
      new Set([
        'auth',
        'bench',
        'broker',
        'condition',
        'event',
        'gateway',
        'launcher',
        'nats-server',
        'reward',
      ]),
    )
  expect(goals).toHaveLength(3)
  expect(stdout).toContain('claims ÷ forwarded')
  expect(stdout).toContain(`All of it as JSON: ${json}`)
  expect(readdirSync(folder)).toEqual(['sub'])
}, 120_000)

it('measures what telemetry costs, on two systems in turns, and leaves nothing behind but the result', async () => {
  const json = join(folder, 'telemetry.json')
  const small = '--users 20 --events 80 --seconds 0.1 --telemetry 1'.split(' ')
  const foreign = { OTEL_EXPORTER_OTLP_ENDPOINT: 'nonsense', OTEL_TRACES_SAMPLER_ARG: 'nonsense' }
  const { stdout } = await run(process.execPath, [MAIN, ...small, '--json', json], {
    env: { ...env, ...foreign },
    cwd: folder,
  })
  const result: TelemetryResult = JSON.parse(readFileSync(json, 'utf8'))
  expect(result.rounds).toHaveLength(1)
  for (const { off, on } of result.rounds)
    for (const load of [off, on]) {
      expect(load.failures).toEqual({})
      expect(load.grantedPerSecond).toBeGreaterThan(0)
    }
  expect(result.goals).toHaveLength(1)
  expect(result.claims).toBeGreaterThan(0)
  expect(stdout).toContain('claims granted/s')
  expect(readdirSync(folder)).toEqual(['telemetry.json'])
}, 180_000)

it('ends in order when it is interrupted, and leaves nothing behind', async () => {
  const started = spawn(process.execPath, [MAIN, ...SMALL], {
    env,
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child = started
  let said = ''
  for (const stream of [started.stdout, started.stderr]) stream.on('data', chunk => (said += chunk))
  started.stdout.on('data', () => {
    if (said.includes('bringing')) started.kill('SIGINT')
  })
  const code = await new Promise(resolve => started.once('close', resolve))
  expect(code).toBe(130)
  expect(said).toContain('bench: interrupted by SIGINT')
  expect(readdirSync(folder)).toEqual([])
}, 120_000)

it('says in one sentence what is wrong with an option', async () => {
  const failed = await run(process.execPath, [MAIN, '--users', 'many'], { env }).catch(err => err)
  expect(failed).toMatchObject({ code: 1, stdout: '' })
  expect(failed.stderr).toBe('bench: --users is "many"; allowed is a whole number, 1 to 2000\n')
})
