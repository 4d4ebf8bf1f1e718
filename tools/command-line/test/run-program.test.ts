import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { on, once } from 'node:events'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { afterEach, expect, test } from 'vitest'

const PROGRAM = join(import.meta.dirname, 'fixtures', 'program.ts')
type Child = ChildProcessByStdio<null, Readable, Readable>

const children: Child[] = []

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

test.for<[what: string, code: number, said: string]>([
  ['good', 0, ''],
  ['bad', 7, ''],
  ['reject', 1, 'program: there is no broker\n'],
])('work that ends %s has the exit code %i', async ([what, code, said]) => {
  expect(await ended(start(what))).toEqual({ code, told: '', complained: said })
})

test.for(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  'work ends in order at %s, and more of them change nothing',
  async signal => {
    const child = start('give up')
    const end = ended(child)
    await underWay(child)
    for (let time = 0; time < 3; time++) child.kill(signal)
    const complained = `program: interrupted by ${signal}\n`
    expect(await end).toEqual({ code: 130, told: 'under way\nthe report, stopped\n', complained })
  },
)

test('interrupted work may say more of it', async () => {
  const child = start('tell why')
  const end = ended(child)
  await underWay(child)
  child.kill('SIGINT')
  const complained = 'program: stopped before the broker answered\n'
  expect(await end).toMatchObject({ code: 130, complained })
})

test('interrupted work that gives an exit code has said what there is to say', async () => {
  const child = start('report')
  const end = ended(child)
  await underWay(child)
  child.kill('SIGINT')
  expect(await end).toEqual({ code: 0, told: 'under way\nthe report, stopped\n', complained: '' })
})

test.for([
  ['throw', 'a socket that nobody listens to'],
  ['forget', 'a promise that nobody waits for'],
] as const)(
  'an error that nobody catches (%s) leaves the work its report, and fails',
  async ([what, message]) => {
    const { code, told, complained } = await ended(start(what))
    expect(told).toBe('under way\nthe report, stopped\n')
    expect(complained).toContain(`program: nobody caught this: Error: ${message}\n    at `)
    expect(code).toBe(1)
  },
)

test('work ends when the process that started it over a channel is gone', async () => {
  const child = start('give up', 'ipc')
  const end = ended(child)
  await underWay(child)
  child.disconnect()
  expect(await end).toMatchObject({ code: 130, complained: 'program: interrupted by disconnect\n' })
})

test('who reads what it says may be gone', async () => {
  const child = start('report')
  const end = once(child, 'exit')
  await underWay(child)
  child.stdout.destroy()
  child.stderr.destroy()
  child.kill('SIGINT')
  expect(await end).toEqual([0, null])
})

function start(what: string, ...more: 'ipc'[]): Child {
  const child = spawn(process.execPath, [PROGRAM, what], { stdio: ['ignore', 'pipe', 'pipe', ...more] })
  children.push(child as Child)
  return child as Child
}

async function underWay({ stdout }: Child): Promise<void> {
  for await (const [chunk] of on(stdout, 'data')) if (String(chunk).includes('under way')) return
}

async function ended(child: Child) {
  const [told, complained] = [[], []] as [string[], string[]]
  child.stdout.on('data', chunk => told.push(String(chunk)))
  child.stderr.on('data', chunk => complained.push(String(chunk)))
  // There is no 'close' of a child whose channel was closed from here.
  const [[code]] = await Promise.all([once(child, 'exit'), finished(child.stdout), finished(child.stderr)])
  return { code, told: told.join(''), complained: complained.join('') }
}
