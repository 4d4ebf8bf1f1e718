import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, it } from 'vitest'
import type { Judgement } from '../src/check/judge.ts'
import type { RunReport } from '../src/runner/run-report.ts'

const folder = mkdtempSync(join(tmpdir(), 'rewards-crash-points-test-'))
afterAll(() => rmSync(folder, { recursive: true }))

const MAIN = join(import.meta.dirname, '../src/main.ts')
/** Fresh chance each time: which way is gone to a step is drawn; the seed is in what a failure shows. */
const seed = Date.now() % 0x7fffffff

it(`keeps every promise wherever a process dies or an answer is lost, from seed ${seed}`, async () => {
  // In a process of its own: the steps are named by where they stand in the code, which must be as it is written.
  const args = [MAIN, '--part', 'crash-points', '--scale', '0.01', '--seed', String(seed), '--report', folder]
  const env = { ...process.env, TMPDIR: folder }
  const { stdout } = await promisify(execFile)(process.execPath, args, { env, maxBuffer: 2 ** 26 })
  const { parts }: RunReport = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'))
  const report = parts[0]?.report
  expect(report?.isComplete).toBe(true)
  expect(report?.judgements.map(problemOf)).toEqual(report?.judgements.map(() => undefined))
  expect(stdout).toMatch(/claim reward › open › claims\.update +✓ +✓ +✓ +✓ +✓ +✓ +✓ +✓$/m)
})

function problemOf({ invariant, verdict, examples }: Judgement): string | undefined {
  return verdict === 'holds' ? undefined : `${invariant}: ${examples.join('\n')}`
}
