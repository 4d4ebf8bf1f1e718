import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { LogFile } from '../src/log-file.ts'
import { shortened } from '../src/log-line.ts'

const SHOWN: readonly [line: string, shown: string | undefined][] = [
  ['{"level":"info","msg":"fine"}', undefined],
  ['{"level":"warn","msg":"look"}', 'look'],
  ['{"level":"error","msg":"failed","err":{"message":"disk full\\n at x"}}', 'failed: disk full'],
  ['{"level":"fatal","msg":"end","err":"odd"}', 'end'],
  ['{"level":"warn","msg":"waiting","err":{"message":"refused: refused: 5 ms"}}', 'waiting: refused: 5 ms'],
  ['plain words', undefined],
  ['{"level":"warn", cut', undefined],
  [`{"level":"warn","msg":"${'a'.repeat(200)}"}`, `${'a'.repeat(160)}…`],
]
for (const [line, shown] of SHOWN)
  it(`shows ${JSON.stringify(shown?.slice(0, 20))} of ${line.slice(0, 60)}`, () => {
    expect(shortened(line)).toBe(shown)
  })

it('keeps a log within two files of 20 MB', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rewards-log-'))
  try {
    const log = new LogFile(join(folder, 'x.log'))
    const line = `${'x'.repeat(1024 * 1024 - 1)}\n`
    for (let i = 0; i < 65; i++) log.write(line)
    log.write('last\n')
    log.close()
    expect(statSync(join(folder, 'x.log.1')).size).toBeLessThanOrEqual(21 * 1024 * 1024)
    expect(readFileSync(join(folder, 'x.log'), 'utf8').slice(-6)).toBe('\nlast\n')
    expect(statSync(join(folder, 'x.log')).size).toBeLessThan(20 * 1024 * 1024)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
