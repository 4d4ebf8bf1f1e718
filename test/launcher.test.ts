import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { isAlive, listens, until } from '../tools/launcher/test/support.ts'

const ROOT = join(import.meta.dirname, '..')

let folder: string
let started: ChildProcess[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rewards-start-'))
  started = []
})
afterEach(async () => {
  const left = running()
  for (const npm of started) npm.kill('SIGTERM')
  await until('everything has ended', () => left.filter(isAlive).length === 0)
  rmSync(folder, { recursive: true, force: true })
})

/** `npm start` as a person types it, on this test's folder. */
function npmStart(options: readonly string[]): { npm: ChildProcess; output: () => string } {
  const path = (process.env.PATH ?? '').split(delimiter).filter(part => !part.includes('node_modules'))
  const env = { ...process.env, PATH: path.join(delimiter) }
  const npm = spawn('npm', ['start', '--', '--data', folder, '--port', '0', ...options], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  started.push(npm)
  let text = ''
  for (const stream of [npm.stdout, npm.stderr]) stream.on('data', chunk => (text += String(chunk)))
  return { npm, output: () => text }
}

async function ready(...options: string[]): Promise<{ npm: ChildProcess; output: string; url: string }> {
  const { npm, output } = npmStart(options)
  await until(
    'the system is ready',
    () => output().includes('stop         Ctrl-C') || npm.exitCode !== null,
    60_000,
  )
  const url = /The reward system is ready: (\S+)/.exec(output())?.[1]
  if (url === undefined) throw new Error(output())
  return { npm, output: output(), url }
}

/** The launcher, the processes of the system and nats-server, as last noted. */
function running(): number[] {
  const read = (file: string) =>
    existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8') : ''
  const noted: { pid: number }[] = JSON.parse(read('processes.json') || '[]')
  const others = [read('launcher.pid'), read('broker/nats-server.pid')].map(Number).filter(pid => pid > 0)
  return [...noted.map(({ pid }) => pid), ...others]
}

async function signIn(url: string): Promise<number> {
  const { email, password } = JSON.parse(readFileSync(join(folder, 'first-admin.json'), 'utf8'))
  const response = await fetch(`${url}/rewards.auth.v1.AuthService/SignIn`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  })
  await response.text()
  return response.status
}

it('starts everything, and kill -9 of npm leaves no process; the next start has the same data', async () => {
  const first = await ready()
  const { password } = JSON.parse(readFileSync(join(folder, 'first-admin.json'), 'utf8'))
  expect(first.output).toContain(`  password     ${password} `)
  expect(statSync(join(folder, 'first-admin.json')).mode & 0o777).toBe(0o600)
  expect(await signIn(first.url)).toBe(200)
  const before = running()
  expect(before.filter(isAlive)).toHaveLength(8)
  first.npm.kill('SIGKILL')
  await until('everything has ended', () => before.filter(isAlive).length === 0)
  expect(await listens(Number(new URL(first.url).port))).toBe(false)

  const second = await ready()
  expect(second.output).not.toContain(password)
  expect(await signIn(second.url)).toBe(200)
})

it('kill -9 of the launcher leaves no process of any replica', async () => {
  const { npm, output } = await ready('--replicas', '2')
  const ended = new Promise(resolve => npm.once('exit', resolve))
  const before = running()
  expect(before.filter(isAlive)).toHaveLength(13)
  const urls = [...output.matchAll(/(?:ready|and): (\S+)/g)].map(([, url = '']) => url)
  expect(await Promise.all(urls.map(signIn))).toEqual([200, 200])
  process.kill(Number(readFileSync(join(folder, 'launcher.pid'), 'utf8')), 'SIGKILL')
  await until('everything has ended', () => before.filter(isAlive).length === 0)
  expect(await ended).toBe(137)
})

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  it(`${signal} to npm stops everything in order`, async () => {
    const { npm, url } = await ready()
    const before = running()
    npm.kill(signal)
    await until('everything has ended', () => before.filter(isAlive).length === 0)
    expect(await listens(Number(new URL(url).port))).toBe(false)
    const log = readFileSync(join(folder, 'logs', 'event.log'), 'utf8')
    expect(log).toContain('"why":"SIGTERM"')
  })
