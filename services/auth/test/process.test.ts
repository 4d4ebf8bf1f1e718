import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AuthService } from '@rewards/contracts/auth'
import { createClient, openChannel } from '@rewards/rpc'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { removeDir, tempDir } from './running-auth.ts'

const MAIN = join(import.meta.dirname, '../src/main.ts')

let dataDir: string
let children: ChildProcess[]
beforeEach(async () => {
  dataDir = await tempDir()
  children = []
})
afterEach(async () => {
  for (const child of children)
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
  await removeDir(dataDir)
})

interface Process {
  readonly child: ChildProcess
  readonly output: () => string
  /** Resolves when the process listens. */
  readonly port: Promise<number>
  readonly exitCode: Promise<number | null>
}

function start(env: Readonly<Record<string, string>> = {}): Process {
  const whole = { PATH: process.env.PATH, REWARDS_DATA_DIR: dataDir, REWARDS_AUTH_PORT: '0', ...env }
  const child = spawn(process.execPath, [MAIN], { env: whole, stdio: ['pipe', 'pipe', 'pipe'] })
  children.push(child)
  const { promise: port, resolve, reject } = Promise.withResolvers<number>()
  port.catch(() => undefined)
  let output = ''
  const read = (chunk: Buffer) => {
    output += chunk.toString()
    const listening = /"port":(\d+),"msg":"listening"/.exec(output)
    if (listening) resolve(Number(listening[1]))
  }
  child.stdout?.on('data', read)
  child.stderr?.on('data', read)
  const exitCode = once(child, 'close').then(([code]) => {
    reject(new Error(`ended with ${code}: ${output}`))
    return code
  })
  return { child, output: () => output, port, exitCode }
}

it('two processes that start at once on one folder serve the same accounts and keys, and end in order', async () => {
  const both = [start(), start()]
  const ports = await Promise.all(both.map(({ port }) => port))
  const admin = JSON.parse(await readFile(join(dataDir, 'first-admin.json'), 'utf8'))
  const users = await Promise.all(ports.map(port => signIn(port, admin)))
  expect(new Set(users).size).toBe(1)
  const keys = await Promise.all(ports.map(keysOf))
  expect(keys[0]).toHaveLength(1)
  expect(keys[1]).toEqual(keys[0])
  for (const { child } of both) child.kill('SIGTERM')
  expect(await Promise.all(both.map(({ exitCode }) => exitCode))).toEqual([0, 0])
  for (const { output } of both) expect(output()).not.toContain(admin.password)
})

it('a process whose launcher is gone ends', async () => {
  const { child, port, exitCode } = start({ REWARDS_END_WITH_STDIN: 'true' })
  await port
  child.stdin?.end()
  expect(await exitCode).toBe(0)
})

it('what was answered survives a kill', async () => {
  const first = start()
  const admin = { email: 'ann@example.com', password: 'correct horse' }
  await call(await first.port, auth => auth.signUp({ ...admin, displayName: 'Ann' }))
  first.child.kill('SIGKILL')
  await first.exitCode
  expect(await signIn(await start().port, admin)).toMatch(/^usr_/)
})

it('a wrong environment is told whole, a sentence each, without secrets', async () => {
  const { output, exitCode } = start({
    REWARDS_AUTH_PORT: 'http',
    REWARDS_CONDITION_URLS: 'nowhere',
    REWARDS_ADMIN_EMAIL: 'admin',
    REWARDS_ADMIN_PASSWORD: 'short',
  })
  expect(await exitCode).toBe(1)
  const told = output().trim().split('\n')
  expect(told.map(line => /did not start: (\w+) is/.exec(line)?.[1])).toEqual([
    'REWARDS_AUTH_PORT',
    'REWARDS_CONDITION_URLS',
    'REWARDS_ADMIN_EMAIL',
    'REWARDS_ADMIN_PASSWORD',
  ])
  expect(output()).not.toContain('short')
})

function signIn(port: number, credentials: { email: string; password: string }) {
  return call(port, async auth => (await auth.signIn(credentials)).user?.userId)
}

function keysOf(port: number): Promise<string[]> {
  return call(port, async auth => (await auth.getSigningKeys({})).keys.map(({ kid }) => kid))
}

async function call<T>(
  port: number,
  work: (auth: ReturnType<typeof createClient<typeof AuthService>>) => Promise<T>,
): Promise<T> {
  const channel = openChannel({ addresses: [`127.0.0.1:${port}`], services: [AuthService] })
  try {
    return await work(createClient(AuthService, channel))
  } finally {
    channel.close()
  }
}
