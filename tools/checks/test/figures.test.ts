import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { figures } from '../src/source/figures.ts'

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'rewards-figures-'))
  mkdirSync(join(root, 'packages', 'a', 'src'), { recursive: true })
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const write = (name: string, text: string): void =>
  writeFileSync(join(root, 'packages', 'a', 'src', name), text)
const lines = (count: number): string => 'export {}\n'.repeat(count)

it('lets one in ten be large, and asks about the largest', async () => {
  for (let i = 0; i < 10; i++) write(`${i}.ts`, lines(60))
  write('9.ts', lines(301))
  expect(await figures.run(root)).toEqual({
    problems: [],
    notes: [
      '10 files: median 60 (≤ 60), 90th percentile 60 (≤ 180) lines',
      'a question to ask: packages/a/src/9.ts has 301 lines',
      '0 functions: median 0 (≤ 10), 90th percentile 0 (≤ 30) lines',
    ],
  })
})

it('fails when most files are long, or when two in ten are very long', async () => {
  for (let i = 0; i < 10; i++) write(`${i}.ts`, lines(61))
  for (const large of ['0.ts', '1.ts']) write(large, lines(181))
  expect((await figures.run(root)).problems).toEqual([
    'the median of the files is over 60 lines',
    'one in ten files is over 180 lines',
  ])
})

it('fails when most functions are long; tests are as long as they are', async () => {
  write('a.ts', `export function a() {\n${'  a()\n'.repeat(40)}}\n`)
  write('suite.ts', `import { it } from 'vitest'\nit('x', () => {\n${'  x()\n'.repeat(400)}})\n`)
  expect((await figures.run(root)).problems).toEqual([
    'the median of the functions is over 10 lines',
    'one in ten functions is over 30 lines',
  ])
})
