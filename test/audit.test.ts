import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestSystem, type TestSystem } from './support/system.ts'

const ROOT = join(import.meta.dirname, '..')

let system: TestSystem
beforeAll(async () => {
  system = await startTestSystem()
}, 120_000)
afterAll(() => system?.[Symbol.asyncDispose]())

/** Runs a command's program to its end. */
function run(program: string, ...args: readonly string[]) {
  return new Promise<{ code: unknown; out: string; err: string }>(resolve => {
    execFile(process.execPath, [join(ROOT, program), ...args], (error, out, err) =>
      resolve({ code: error?.code ?? 0, out, err }),
    )
  })
}

const exported = async (service: string) => {
  const [url = ''] = system.running.urls
  const args = ['--url', url, '--data', system.dataDir, '--service', service]
  const { code, out, err } = await run('tools/audit/src/main.ts', ...args)
  expect({ code, err: err.split('\n')[0] }).toEqual({
    code: 0,
    err: expect.stringMatching(/looked at, \d+ written/),
  })
  return out
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line))
}

test('what an administrator changed through the gateway is exported, with where it came from', async () => {
  const { userId } = await system.person(['ROLE_OPERATOR'])
  await expect.poll(async () => (await exported('auth')).length, { timeout: 10_000 }).toBeGreaterThan(0)
  const entries = (await exported('auth')).filter(({ targetId }) => targetId === userId)
  expect(entries[0]).toMatchObject({
    sequence: expect.any(String),
    actorId: 'usr_first_admin',
    targetKind: 'user',
    address: '127.0.0.1',
    userAgent: expect.any(String),
    outcome: 'AUDIT_OUTCOME_DONE',
    traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
  })
})

test('who was refused at the gateway is in the audit, with the method', async () => {
  const { userId, token } = await system.person()
  expect(await system.call('UserService/ListUsers', {}, token)).toMatchObject({ status: 403 })
  const refusals = async () => (await exported('auth')).filter(({ actorId }) => actorId === userId)
  await expect.poll(async () => (await refusals()).length, { timeout: 15_000 }).toBe(1)
  const refused = {
    action: 'rewards.auth.v1.UserService/ListUsers',
    outcome: 'AUDIT_OUTCOME_REFUSED',
    count: 1,
  }
  expect(await refusals()).toMatchObject([{ ...refused, address: '127.0.0.1' }])
})

test('the audits of a running system are whole', async () => {
  const { code, out } = await run('tools/stores/src/audit-verify/main.ts', '--data', system.dataDir)
  expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('Every audit is whole; noted in') })
  for (const service of ['auth', 'condition', 'event', 'reward'])
    expect(out).toMatch(new RegExp(`^${service}: `, 'm'))
})
