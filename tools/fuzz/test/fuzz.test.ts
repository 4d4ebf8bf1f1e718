import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fuzzParts } from '../src/fuzz-parts.ts'
import { PARTS } from '../src/parts.ts'

const SECONDS = 16

test('nothing is wrong after all inputs that once failed, and fresh ones for some seconds', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rewards-fuzz-'))
  const seed = Math.floor(Math.random() * 0x7fff_ffff)
  const said: string[] = []
  try {
    const parts = PARTS.map(({ name }) => name)
    const say = (text: string) => void said.push(text)
    const reports = await fuzzParts({
      parts,
      seconds: SECONDS,
      seed,
      env: process.env,
      folder,
      say,
      keeps: false,
    })
    console.log(`seed ${seed}: ${reports.map(({ part, tried }) => `${part} ${tried}`).join(', ')}`)
    const wrong = reports.filter(({ failing, problems }) => failing.length + problems.length > 0)
    expect(wrong.length, said.join('\n')).toBe(0)
    for (const { tried } of reports) expect(tried).toBeGreaterThan(0)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
