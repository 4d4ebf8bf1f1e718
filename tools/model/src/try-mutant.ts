import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { applyEdits } from './edit.ts'
import type { Mutant } from './mutants.ts'

const ROOT = join(import.meta.dirname, '../../..')
/** What the model run is made of; everything else it needs lies in the shared `node_modules`. */
const PARTS = [
  ...['packages', 'services/event', 'services/reward'],
  ...['tools/model', 'tools/command-line', 'package.json'],
]

export interface Verdict {
  readonly isCaught: boolean
  readonly output: string
}

/** Plays `runs` scenarios against a copy of the code with the mutant in it, or without one. */
export async function tryMutant(mutant: Mutant | undefined, runs: number, seed: number): Promise<Verdict> {
  const copy = mkdtempSync(join(tmpdir(), 'rewards-mutant-'))
  try {
    for (const part of PARTS)
      cpSync(join(ROOT, part), join(copy, part), {
        recursive: true,
        verbatimSymlinks: true,
        filter: isNeeded,
      })
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'))
    if (mutant) applyEdits(copy, mutant.edits)
    return await run(copy, runs, seed)
  } finally {
    rmSync(copy, { recursive: true })
  }
}

function isNeeded(path: string): boolean {
  return basename(path) !== 'test'
}

function run(copy: string, runs: number, seed: number): Promise<Verdict> {
  const program = [join(copy, 'tools/model/src/main.ts'), '--runs', String(runs), '--seed', String(seed)]
  return new Promise(resolve =>
    execFile(process.execPath, program, { timeout: 280_000 }, (error, stdout, stderr) =>
      resolve({ isCaught: error?.code === 1, output: `${stdout}${stderr}` }),
    ),
  )
}
