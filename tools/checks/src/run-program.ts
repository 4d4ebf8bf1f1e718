import { execFile } from 'node:child_process'
import { join } from 'node:path'
import type { Check } from './check.ts'

/** The repository's installed programs, also when the folder that is checked is another. */
const PROGRAMS = join(import.meta.dirname, '..', '..', '..', 'node_modules', '.bin')

/** What a program did. */
export interface ProgramResult {
  readonly ok: boolean
  /** What it said, on both outputs, trimmed. */
  readonly output: string
}

/** Runs one of the repository's programs in `root`. Rejects only when it cannot be run at all. */
export function runProgram(root: string, name: string, args: readonly string[]): Promise<ProgramResult> {
  const options = { cwd: root, maxBuffer: 64 * 1024 * 1024 }
  return new Promise((resolve, reject) => {
    execFile(join(PROGRAMS, name), [...args], options, (err, stdout, stderr) => {
      if (err && typeof err.code !== 'number') reject(new Error(`cannot run ${name}: ${err.message}`))
      else resolve({ ok: err === null, output: `${stdout}${stderr}`.trim() })
    })
  })
}

/** A check that passes when a program of the repository does. */
export function programCheck(name: string, program: string, args: readonly string[]): Check {
  return {
    name,
    async run(root) {
      const { ok, output } = await runProgram(root, program, args)
      return { problems: ok ? [] : [output || `${program} failed and said nothing`] }
    },
  }
}
