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
): Promise<{ code: unknown; last: string; before: readonly string[] }> {
  const reporter = join(ROOT, 'tools', 'checks', 'src', 'test-summary.ts')
  const config = `import { testSummary } from ${JSON.stringify(reporter)}
export default { test: { reporters: ['default', testSummary({
  skippedFails: ${skippedFails},
  remarks: [{ title: /stand-in [0-9]/, says: found => 'was a ' + found }],
})] } }`
  for (const [name, text] of Object.entries({ ...files, 'vitest.config.ts': config }))
    writeFileSync(join(folder, name), `import { expect, it } from 'vitest'\n${text}`)
  return new Promise(resolve => {
    execFile(process.execPath, [VITEST, 'run', '--root', folder], (err, stdout) => {
      const lines = stdout.trim().split('\n')
      resolve({ code: err?.code ?? 0, last: lines.at(-1) ?? '', before: lines.slice(-6, -1) })
    })
  })
}

const good = "it('a', () => {})\nit('b', () => {})\n"
const bad = "it('c', () => { expect(1).toBe(2) })\n"
const skipped = "it.skip('d', () => {})\nit.todo('e')\n"

it('ends with what passed, failed and was skipped', async () => {
  const files = { 'a.test.ts': good + bad + skipped, 'b.test.ts': good }
  expect(await run(files, false)).toMatchObject({ code: 1, last: '4 passed, 1 failed, 2 skipped' })
})

it('lets tests be skipped where tools may be missing, and nowhere else', async () => {
  const files = { 'a.test.ts': good + skipped }
  expect(await run(files, false)).toMatchObject({ code: 0, last: '2 passed, 0 failed, 2 skipped' })
  expect(await run(files, true)).toMatchObject({ code: 1, last: '2 passed, 2 failed, 0 skipped' })
})

it('names what was skipped, and says once what the tests ran on', async () => {
  const onStandIn = "it('on a stand-in 1', () => {})\nit('again on a stand-in 1', () => {})\n"
  const { before } = await run({ 'a.test.ts': onStandIn + skipped }, false)
  expect(before.slice(-3)).toEqual(['skipped: a.test.ts > d', 'skipped: a.test.ts > e', 'was a stand-in 1'])
})

it('counts a file that cannot be loaded, a hook that fails and a stray error as failures', async () => {
  expect(await run({ 'a.test.ts': good, 'b.test.ts': "throw new Error('no')\n" }, false)).toMatchObject({
    code: 1,
    last: '2 passed, 1 failed, 0 skipped',
  })
  const stray =
    "it('late', async () => { setTimeout(() => { throw new Error('late') }, 1); await new Promise(r => setTimeout(r, 50)) })\n"
  expect(await run({ 'a.test.ts': good, 'b.test.ts': stray }, false)).toMatchObject({
    code: 1,
    last: '3 passed, 1 failed, 0 skipped',
  })
})
