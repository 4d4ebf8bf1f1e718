import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RunningSystem, startSystem } from '@rewards/launcher'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openGateway } from '../src/gateway/gateway.ts'

const MAIN = join(import.meta.dirname, '..', 'src', 'main.ts')
const folder = mkdtempSync(join(tmpdir(), 'rewards-demo-'))
const children: ChildProcess[] = []
let system: RunningSystem

beforeAll(async () => {
  system = await startSystem({ dataDir: join(folder, 'data'), port: 0, env: process.env })
}, 120_000)

afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await system?.stop()
  rmSync(folder, { recursive: true, force: true })
})

test('a demo passes, and a second one on the same data does too', { timeout: 300_000 }, async () => {
  for (let turn = 0; turn < 2; turn++) {
    const { code, output } = await ended(demo('--users', '40'))
    expect(output).toContain('exactly once')
    expect(output).not.toContain('DIFFERS')
    expect(code).toBe(0)
  }
})

test('an interrupted demo ends by itself and turns the simulation off', { timeout: 120_000 }, async () => {
  const child = demo('--users', '10')
  const end = ended(child)
  await said(child, 'The provider of badges is down')
  child.kill('SIGINT')
  child.kill('SIGINT')
  const { code, output } = await end
  expect(output).toContain('interrupted by SIGINT')
  expect(code).toBe(130)
  expect(await simulatedTypes()).toEqual([])
})

test('the data folder of another system is named as such', { timeout: 60_000 }, async () => {
  const { email, password } = firstAdmin()
  const admin = ['--admin-email', email, '--admin-password', password]
  const { code, output } = await ended(demo('--data', folder, ...admin))
  expect(output).toMatch(/demo: there is no .*event\.sqlite; name the data folder/)
  expect(code).toBe(1)
})

test('a gateway that is not there is said in a sentence', async () => {
  const { code, output } = await ended(demo('--url', 'http://127.0.0.1:1'))
  expect(output).toMatch(/^demo: no sign-in at http:\/\/127\.0\.0\.1:1 \(.*\); start the system/)
  expect(output.trim().split('\n')).toHaveLength(1)
  expect(code).toBe(1)
})

function demo(...args: string[]): ChildProcess {
  const usual = ['--url', system.url, '--data', system.dataDir]
  const child = spawn(process.execPath, [MAIN, ...usual, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  children.push(child)
  return child
}

async function ended(child: ChildProcess): Promise<{ code: number | null; output: string }> {
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', chunk => (output += chunk))
  await once(child, 'close')
  return { code: child.exitCode, output }
}

/** Resolves when the child has said it; never, when it ends before: then the test times out. */
function said(child: ChildProcess, words: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  let output = ''
  child.stdout?.on('data', chunk => {
    output += chunk
    if (output.includes(words)) resolve()
  })
  return promise
}

function firstAdmin(): { email: string; password: string } {
  return JSON.parse(readFileSync(join(system.dataDir, 'first-admin.json'), 'utf8'))
}

async function simulatedTypes(): Promise<readonly number[] | undefined> {
  const gateway = openGateway(system.url, AbortSignal.timeout(10_000))
  const { user, tokens } = await gateway.auth.signIn(firstAdmin(), gateway.anyone)
  const admin = { userId: user?.userId ?? '', token: tokens?.accessToken ?? '' }
  const { simulation } = await gateway.simulator.getSimulation({}, gateway.as(admin))
  gateway.close()
  return simulation?.types
}
