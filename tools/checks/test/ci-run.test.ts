import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'

const RUN = join(import.meta.dirname, '..', '..', '..', '.ci', 'run')

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rewards-ci-'))
  mkdirSync(join(folder, '.ci'))
  cpSync(RUN, join(folder, '.ci', 'run'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Runs it with an npm that says and ends as told. */
function run(check: string, test: string): Promise<{ code: unknown; lines: string[] }> {
  writeFileSync(join(folder, 'npm'), `#!/bin/sh\ncase "$1" in run) ${check};; *) ${test};; esac\n`, {
    mode: 0o755,
  })
  const env = { ...process.env, PATH: [folder, process.env.PATH].join(delimiter) }
  return new Promise(resolve => {
    execFile(join(folder, '.ci', 'run'), { env }, (err, stdout) => {
      resolve({ code: err?.code ?? 0, lines: stdout.trim().split('\n') })
    })
  })
}

const CHECKED = 'echo checking; echo "10 passed, 0 failed"'
const TESTED = 'echo "$CI"; echo "5 passed, 0 failed, 0 skipped"'

const CASES: readonly [what: string, check: string, test: string, last: string, code: number][] = [
  ['all that passed', CHECKED, TESTED, '15 passed, 0 failed', 0],
  ['a failed check', 'echo "9 passed, 1 failed"; exit 1', TESTED, '14 passed, 1 failed', 1],
  ['a failed test', CHECKED, 'echo "4 passed, 1 failed, 0 skipped"; exit 1', '14 passed, 1 failed', 1],
  ['a command that says nothing', 'true', TESTED, '5 passed, 1 failed', 1],
  [
    'a command that ends badly after counting no failure',
    `${CHECKED}; exit 3`,
    TESTED,
    '15 passed, 1 failed',
    1,
  ],
]
for (const [what, check, test, last, code] of CASES)
  it(`counts ${what}`, async () => {
    const result = await run(check, test)
    expect([result.lines.at(-1), result.code]).toEqual([last, code])
    expect(result.lines).toContain(test === TESTED ? 'true' : last)
  })
