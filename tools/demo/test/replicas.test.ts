import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RunningSystem, startSystem } from '@rewards/launcher'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { demo, endDemos, ended } from './played.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'rewards-demo-'))
let system: RunningSystem

beforeAll(async () => {
  system = await startSystem({ dataDir, port: 0, replicas: 2, env: process.env })
}, 180_000)

afterAll(async () => {
  endDemos()
  await system?.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

test('a demo passes with two processes of everything, and calls both gateways', {
  timeout: 300_000,
}, async () => {
  const { code, output } = await ended(demo(['--data', dataDir, '--users', '40']))
  expect(output).toContain('exactly once')
  expect(output).not.toContain('DIFFERS')
  expect(code).toBe(0)
  for (const name of ['gateway', 'gateway-2'])
    expect(readFileSync(join(dataDir, 'logs', `${name}.log`), 'utf8')).toContain('ClaimService/ClaimReward')
})
