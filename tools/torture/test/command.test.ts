import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import { isAlive } from '../../launcher/test/support.ts'
import type { Entry } from '../src/log/entries.ts'
import { historyOf } from '../src/log/operation-log.ts'

const MAIN = join(import.meta.dirname, '..', 'src', 'main.ts')
const folder = mkdtempSync(join(tmpdir(), 'rewards-torture-command-'))
const children: ChildProcess[] = []

afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

test('what is asked for in a wrong way is answered by one sentence, and nothing is started', async () => {
  const { code, output } = await ended(torture('--kills', 'many'))
  expect(output).toBe('torture: --kills is "many"; allowed is a whole number, 1 to 100000\n')
  expect(code).toBe(1)
})

test('help is given', async () => {
  const { code, output } = await ended(torture('--help'))
  expect(output).toContain('npm run torture -- [options]')
  expect(code).toBe(0)
})

test('Ctrl-C ends it with a report of what there was until then, and leaves no process', async () => {
  const child = torture('--kills', '1000', '--replicas', '1', '--report', join(folder, 'report'))
  const end = ended(child)
  await said(child, ' 2/1003 ')
  const pids = processes()
  expect(pids.length).toBeGreaterThan(4)
  child.kill('SIGINT')
  child.kill('SIGINT')
  const { code, output } = await end
  expect(output).toMatch(/holds +\d+ +an accepted claim is there/)
  expect(output).toMatch(/not judged +0 +when quiet, no claim is owed anything/)
  expect(output).not.toContain('VIOLATED')
  expect(output).toContain(
    'Interrupted: what must hold of a quiet system was not judged. Again: npm run torture',
  )
  expect(code).toBe(130)
  expect(pids.filter(isAlive)).toEqual([])
  expect(runs()).toEqual([])
})

test('the page of an interrupted run is written too', () => {
  expect(readFileSync(join(folder, 'report', 'index.html'), 'utf8')).toContain(
    'not all of it was carried out',
  )
})

test('the report has the same as JSON, and every operation with its start, end and outcome', () => {
  const report = JSON.parse(readFileSync(join(folder, 'report', 'report.json'), 'utf8'))
  expect(report).toMatchObject({ isComplete: false, isGood: false, options: { kills: 1_000, replicas: 1 } })
  const [part] = report.parts
  expect(part).toMatchObject({ name: 'kills', outcome: 'interrupted' })
  const lines = gunzipSync(readFileSync(join(folder, 'report', part.operations)))
    .toString()
    .trim()
    .split('\n')
  const { calls } = historyOf(lines.map(line => JSON.parse(line) as Entry))
  expect(part.report.figures).toContainEqual({ what: 'calls', seen: calls.length })
  expect(calls.filter(({ endedAt, at }) => endedAt === undefined || endedAt < at)).toEqual([])
})

function torture(...args: string[]): ChildProcess {
  const env = { ...process.env, TMPDIR: folder }
  const child = spawn(process.execPath, [MAIN, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  children.push(child)
  return child
}

/** The folders of runs that are there. */
function runs(): string[] {
  return readdirSync(folder).filter(name => name.startsWith('rewards-torture-'))
}

function processes(): number[] {
  const run = runs().find(name => name.startsWith('rewards-torture-kills-')) as string
  const data = join(folder, run, 'data')
  const noted: { pid: number }[] = JSON.parse(readFileSync(join(data, 'processes.json'), 'utf8'))
  return noted.map(({ pid }) => pid)
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
