import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '..', '..', '..')
const VITEST = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs')

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rewards-summary-'))
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Runs vitest with the summary over the given test files. */
function run(
  files: Readonly<Record<string, string>>,
  skippedFails: boolean,
): Promise<{ code: unknown; last: string }> {
  const reporter = join(ROOT, 'tools', 'checks', 'src', 'test-summary.ts')
  const config = `import { testSummary } from ${JSON.stringify(reporter)}
export default { test: { reporters: ['default', testSummary({ skippedFails: ${skippedFails} })] } }`
  for (const [name, text] of Object.entries({ ...files, 'vitest.config.ts': config }))
    writeFileSync(join(folder, name), `import { expect, it } from 'vitest'\n${text}`)
  return new Promise(resolve => {
    execFile(process.execPath, [VITEST, 'run', '--root', folder], (err, stdout) => {
      resolve({ code: err?.code ?? 0, last: stdout.trim().split('\n').at(-1) ?? '' })
    })
  })
}

const good = "it('a', () => {})\nit('b', () => {})\n"
const bad = "it('c', () => { expect(1).toBe(2) })\n"
const skipped = "it.skip('d', () => {})\nit.todo('e')\n"

it('ends with what passed, failed and was skipped', async () => {
  const files = { 'a.test.ts': good + bad + skipped, 'b.test.ts': good }
  expect(await run(files, false)).toEqual({ code: 1, last: '4 passed, 1 failed, 2 skipped' })
})

it('lets tests be skipped where tools may be missing, and nowhere else', async () => {
  const files = { 'a.test.ts': good + skipped }
  expect(await run(files, false)).toEqual({ code: 0, last: '2 passed, 0 failed, 2 skipped' })
  expect(await run(files, true)).toEqual({ code: 1, last: '2 passed, 2 failed, 0 skipped' })
})

it('counts a file that cannot be loaded, a hook that fails and a stray error as failures', async () => {
  expect(await run({ 'a.test.ts': good, 'b.test.ts': "throw new Error('no')\n" }, false)).toEqual({
    code: 1,
    last: '2 passed, 1 failed, 0 skipped',
  })
  const stray =
    "it('late', async () => { setTimeout(() => { throw new Error('late') }, 1); await new Promise(r => setTimeout(r, 50)) })\n"
  expect(await run({ 'a.test.ts': good, 'b.test.ts': stray }, false)).toEqual({
    code: 1,
    last: '3 passed, 1 failed, 0 skipped',
  })
})
