import { type ChildProcess, spawn } from 'node:child_process'
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { Dials } from '../src/dials/dials.ts'
import { mountSmallDisk } from '../src/disks/small-disk.ts'

const HOUR_MS = 3_600_000
const folder = mkdtempSync(join(tmpdir(), 'rewards-torture-dials-'))
const children: ChildProcess[] = []
afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

/** Says each 20 ms what time it is, by all ways to ask. */
const TELLS = `setInterval(() => console.log(Date.now(), new Date().getTime(), Date.parse(Date())), 20)`

const self = { name: 'event-2', service: 'event', index: 1, entry: '', probe: 'grpc' } as const

/** Runs a program of Node in this environment; what it said last, word by word. */
function running(program: string, env: Readonly<Record<string, string | undefined>>): () => string[] {
  const child = spawn(process.execPath, ['-e', program], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  let told = ''
  child.stdout.on('data', chunk => {
    told = String(chunk).trim().split('\n').at(-1) ?? ''
  })
  return () => told.split(' ')
}

test('the clock of one process alone is off, by as much as it is told, and a date that is named is as it is named', async () => {
  const clocks = new Dials(join(folder, 'clocks'), 'clock', { event: HOUR_MS })
  const env = await clocks.adapt(self, {})
  const told = running(`${TELLS}; if (new Date(7).getTime() !== 7) throw 1`, env)
  const off = () => told().map(text => Math.round((Number(text) - Date.now()) / HOUR_MS) + 0)
  await expect.poll(off, { timeout: 20_000 }).toEqual([1, 1, 1])
  clocks.set('event-2', -HOUR_MS)
  await expect.poll(off, { timeout: 20_000 }).toEqual([-1, -1, -1])
  clocks.set('event-2', 0)
  await expect.poll(off, { timeout: 20_000 }).toEqual([0, 0, 0])
})

/** Says each 20 ms how many rows there are, and how many ms the commit of the last one took. */
const COMMITS = `
  const db = new (require('node:sqlite').DatabaseSync)(':memory:')
  db.exec('CREATE TABLE rows (no INTEGER)')
  setInterval(() => {
    db.exec('BEGIN; INSERT INTO rows VALUES (1)')
    const startedAt = performance.now()
    db.exec('COMMIT')
    console.log(db.prepare('SELECT count(*) AS rows FROM rows').get().rows, performance.now() - startedAt)
  }, 20)`

test('a slow disk takes so much longer over each commit, which it does in the end, until it is fast again', async () => {
  const slowDisks = new Dials(join(folder, 'slow'), 'slow-disk')
  const told = running(COMMITS, await slowDisks.adapt(self, {}))
  const [rows, tookMs] = [() => Number(told()[0]), () => Number(told()[1])]
  await expect.poll(tookMs, { timeout: 20_000 }).toBeLessThan(400)
  slowDisks.set('event-2', 400)
  await expect.poll(tookMs, { timeout: 20_000 }).toBeGreaterThanOrEqual(400)
  const before = rows()
  await expect.poll(rows, { timeout: 20_000 }).toBeGreaterThan(before)
  slowDisks.set('event-2', 0)
  await expect.poll(tookMs, { timeout: 20_000 }).toBeLessThan(400)
})

test('a small disk is full when it is filled, and has room again', async context => {
  const disk = await mountSmallDisk(join(folder, 'disk'), 4)
  if ('missing' in disk) return context.skip(disk.missing)
  try {
    const file = join(disk.folder, 'file')
    writeFileSync(file, 'ann')
    disk.fill()
    expect(() => appendFileSync(file, 'x'.repeat(8_192))).toThrow('ENOSPC')
    disk.free()
    writeFileSync(file, 'bob'.repeat(10_000))
    expect(readFileSync(file, 'utf8')).toHaveLength(30_000)
  } finally {
    await disk.unmount()
  }
})
