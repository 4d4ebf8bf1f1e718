import { type ChildProcess, spawn } from 'node:child_process'
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { Clocks } from '../src/clocks/clocks.ts'
import { mountSmallDisk } from '../src/disks/small-disk.ts'

const HOUR_MS = 3_600_000
const folder = mkdtempSync(join(tmpdir(), 'rewards-torture-clocks-'))
const children: ChildProcess[] = []
afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

/** Says each 20 ms what time it is, by all ways to ask. */
const TELLS = `setInterval(() => console.log(Date.now(), new Date().getTime(), Date.parse(Date())), 20)`

test('the clock of one process alone is off, by as much as it is told, and a date that is named is as it is named', async () => {
  const clocks = new Clocks(join(folder, 'files'), { event: HOUR_MS })
  const self = { name: 'event-2', service: 'event', index: 1, entry: '', probe: 'grpc' } as const
  const env = await clocks.adapt(self, {})
  const child = spawn(process.execPath, ['-e', `${TELLS}; if (new Date(7).getTime() !== 7) throw 1`], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  let told = ''
  child.stdout?.on('data', chunk => {
    told = String(chunk).trim().split('\n').at(-1) ?? ''
  })
  const off = () => told.split(' ').map(text => Math.round((Number(text) - Date.now()) / HOUR_MS) + 0)
  await expect.poll(off, { timeout: 20_000 }).toEqual([1, 1, 1])
  clocks.set('event-2', -HOUR_MS)
  await expect.poll(off, { timeout: 20_000 }).toEqual([-1, -1, -1])
  clocks.set('event-2', 0)
  await expect.poll(off, { timeout: 20_000 }).toEqual([0, 0, 0])
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
