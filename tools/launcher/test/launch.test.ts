import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { isAlive, until } from './support.ts'

const PROGRAM = join(import.meta.dirname, 'fixtures', 'launch-fakes.ts')

let folder: string
let launchers: ChildProcess[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rewards-launch-'))
  launchers = []
})
afterEach(async () => {
  for (const launcher of launchers) launcher.kill('SIGTERM')
  await Promise.all(launchers.map(ended))
  await until('everything has ended', () => pids().filter(isAlive).length === 0)
  rmSync(folder, { recursive: true, force: true })
})

interface Launched {
  readonly launcher: ChildProcess
  output(): string
}

function launch(replicas = 1): Launched {
  const launcher = spawn(process.execPath, [PROGRAM, folder, '0', String(replicas)], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  launchers.push(launcher)
  let text = ''
  for (const stream of [launcher.stdout, launcher.stderr])
    stream?.on('data', chunk => (text += String(chunk)))
  return { launcher, output: () => text }
}

async function launched(replicas = 1): Promise<Launched> {
  const run = launch(replicas)
  await until('the system is ready', () => run.output().includes('The reward system is ready'))
  return run
}

function ended(process: ChildProcess): Promise<number | null> {
  if (process.exitCode !== null || process.signalCode !== null) return Promise.resolve(process.exitCode)
  return new Promise(resolve => process.once('exit', resolve))
}

/** The processes of the system, nats-server included, that were running when it was last noted. */
function pids(): number[] {
  const noted: { pid: number }[] = JSON.parse(textOf('processes.json') || '[]')
  return [...noted.map(({ pid }) => pid), Number(textOf('broker/nats-server.pid'))].filter(pid => pid > 0)
}

function textOf(file: string): string {
  const path = join(folder, file)
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  it(`stops in order on ${signal}, however often it comes, with exit code 0`, async () => {
    const { launcher, output } = await launched()
    const running = pids()
    expect(running.filter(isAlive)).toHaveLength(5)
    launcher.kill(signal)
    launcher.kill(signal)
    expect(await ended(launcher)).toBe(0)
    expect(running.filter(isAlive)).toEqual([])
    expect(output()).toContain('stopped')
  })

it('leaves no process when it is killed, and the next start works', async () => {
  const { launcher } = await launched()
  const running = pids()
  launcher.kill('SIGKILL')
  await ended(launcher)
  const next = await launched()
  expect(running.filter(isAlive)).toEqual([])
  next.launcher.kill('SIGTERM')
  expect(await ended(next.launcher)).toBe(0)
})

it('leaves no process of any replica when it is killed and nobody starts it again', async () => {
  const { launcher } = await launched(3)
  const running = pids()
  expect(running.filter(isAlive)).toHaveLength(11)
  launcher.kill('SIGKILL')
  await until('everything has ended', () => running.filter(isAlive).length === 0)
})

it('stops when whoever started it over a channel is gone', async () => {
  const { launcher } = await launched()
  const running = pids()
  launcher.disconnect()
  expect(await ended(launcher)).toBe(0)
  expect(running.filter(isAlive)).toEqual([])
})

it('stops a start that is under way', async () => {
  const { launcher, output } = launch()
  await until('it has begun', () => output().includes('broker'))
  launcher.kill('SIGINT')
  expect(await ended(launcher)).toBe(0)
  expect(output()).not.toContain('is ready')
})

it('ends a second start on the same data with a sentence and exit code 1', async () => {
  const { launcher } = await launched()
  const second = launch()
  expect(await ended(second.launcher)).toBe(1)
  expect(second.output()).toBe(
    `rewards: the system runs already on ${folder} (process ${launcher.pid}); stop it first, or choose another folder: npm start -- --data DIR\n`,
  )
})
