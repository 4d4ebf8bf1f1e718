import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ROOT } from './image-by-hand.ts'

const exec = promisify(execFile)
const CACHE = join(ROOT, '.cache', 'python')

/** A program from the Python package index, or the reason why there is none on this machine. */
export interface PythonTool {
  /** For the titles of tests: its name and version, or why they are skipped. */
  readonly name: string
  /** Empty when there is one. */
  readonly missing: string
  /** Runs it; rejects, with what it said, when it does not end well. */
  run(program: string, args: readonly string[]): Promise<{ readonly stdout: string }>
}

/**
 * The package and those that it needs, each of one version (`name==1.2.3`, the one that counts first), put into the checkout's
 * cache when they are first asked for. Nothing is installed elsewhere, and nothing is compiled.
 */
export async function pythonTool(...[wanted = '', ...needed]: readonly string[]): Promise<PythonTool> {
  const folder = join(CACHE, wanted)
  try {
    if (!existsSync(folder)) await install([wanted, ...needed], folder)
  } catch (error) {
    const { code, stderr } = error as { code?: unknown; stderr?: string }
    const missing =
      code === 'ENOENT' ? 'python3 is not installed' : (stderr?.trim().split('\n').at(-1) ?? String(error))
    return { name: `${wanted}, skipped: ${missing}`, missing, run: () => Promise.reject(error) }
  }
  const env = { ...process.env, PYTHONPATH: folder, PATH: `${join(folder, 'bin')}:${process.env.PATH}` }
  const run = (program: string, args: readonly string[]) =>
    exec(program, args, { env, cwd: ROOT, timeout: 120_000, maxBuffer: 16_777_216 })
  return { name: wanted.replace('==', ' '), missing: '', run }
}

/** Beside the target and moved there in one step: a broken try, or two at once, leave one that is whole. */
async function install(wheels: readonly string[], folder: string): Promise<void> {
  await mkdir(CACHE, { recursive: true })
  const scratch = await mkdtemp(`${folder}-`)
  try {
    const quiet = ['--quiet', '--disable-pip-version-check', '--no-deps', '--only-binary=:all:']
    await exec('python3', ['-m', 'pip', 'install', ...quiet, '--target', scratch, ...wheels], {
      timeout: 180_000,
    })
    await rename(scratch, folder).catch(error => {
      if (!existsSync(folder)) throw error
    })
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}
