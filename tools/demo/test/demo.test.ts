import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type RunningSystem, startSystem } from '@rewards/launcher'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openGateway } from '../src/gateway/gateway.ts'
import { demo, endDemos, ended, said } from './played.ts'

const folder = mkdtempSync(join(tmpdir(), 'rewards-demo-'))
let system: RunningSystem

beforeAll(async () => {
  system = await startSystem({ dataDir: join(folder, 'data'), port: 0, env: process.env })
}, 120_000)

afterAll(async () => {
  endDemos()
  await system?.stop()
  rmSync(folder, { recursive: true, force: true })
})

test('a demo passes, and a second one on the same data does too', { timeout: 300_000 }, async () => {
  for (let turn = 0; turn < 2; turn++) {
    const { code, output } = await ended(play('--users', '40'))
    expect(output).toContain('exactly once')
    expect(output).not.toContain('DIFFERS')
    expect(code).toBe(0)
  }
})

test('an interrupted demo ends by itself and turns the simulation off', { timeout: 120_000 }, async () => {
  const child = play('--users', '10')
  const end = ended(child)
  await said(child, 'The provider of badges is down')
  child.kill('SIGINT')
  child.kill('SIGINT')
  const { code, output } = await end
  expect(output).toContain('interrupted by SIGINT')
  expect(code).toBe(130)
  expect(await simulatedTypes()).toEqual([])
})

test('a folder that no system runs on is named as such', { timeout: 60_000 }, async () => {
  const { code, output } = await ended(play('--data', folder, ...admin()))
  expect(output).toMatch(/^demo: no system runs on .* \(ENOENT.*\); start it with npm start, or name/)
  expect(code).toBe(1)
})

test('the data folder of another system is named as such', { timeout: 60_000 }, async () => {
  const other = join(folder, 'other')
  mkdirSync(other)
  writeFileSync(join(other, 'system.json'), JSON.stringify({ urls: system.urls }))
  const file = new DatabaseSync(join(other, 'event.sqlite'))
  file.exec('CREATE TABLE events (id TEXT PRIMARY KEY, due_at INTEGER, doc TEXT)')
  file.close()
  const { code, output } = await ended(play('--data', other, ...admin()))
  expect(output).toMatch(/demo: the event just made is not in the files in .*other; name the data folder/)
  expect(code).toBe(1)
})

test('a gateway that is not there is said in a sentence', async () => {
  const { code, output } = await ended(play('--url', 'http://127.0.0.1:1'))
  expect(output).toMatch(/^demo: no sign-in at http:\/\/127\.0\.0\.1:1 \(.*\); start the system/)
  expect(output.trim().split('\n')).toHaveLength(1)
  expect(code).toBe(1)
})

const play = (...options: string[]) => demo(['--data', system.dataDir, ...options])

function admin(): string[] {
  const { email, password } = firstAdmin()
  return ['--admin-email', email, '--admin-password', password]
}

function firstAdmin(): { email: string; password: string } {
  return JSON.parse(readFileSync(join(system.dataDir, 'first-admin.json'), 'utf8'))
}

async function simulatedTypes(): Promise<readonly number[] | undefined> {
  const gateway = openGateway(system.urls, AbortSignal.timeout(10_000))
  const { user, tokens } = await gateway.auth.signIn(firstAdmin(), gateway.anyone)
  const admin = { userId: user?.userId ?? '', token: tokens?.accessToken ?? '' }
  const { simulation } = await gateway.simulator.getSimulation({}, gateway.as(admin))
  gateway.close()
  return simulation?.types
}
