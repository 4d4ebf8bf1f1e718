import { execFile } from 'node:child_process'
import { hash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { withUsualPlace } from '../../tools/go-tools/src/testing.ts'

const exec = promisify(execFile)
const ROOT = join(import.meta.dirname, '..', '..')
const WITHIN_MS = 180_000

type Environment = Readonly<Record<string, string | undefined>>

/** A language's own tools, with what its sample needs; or the reason why they are not to be had here. */
export interface Language {
  /** For the titles of tests: which one, or why it is skipped. */
  readonly name: string
  /** Empty when it is there. */
  readonly missing: string
  /** In which its commands run. */
  readonly env: Environment
}

/** Go, with the modules of clients/go in its own cache. */
export function goForTests(env: Environment): Promise<Language> {
  return found('Go', withUsualPlace(env), async goEnv => {
    const go = async (...args: string[]) =>
      (await exec('go', ['-C', join(ROOT, 'clients', 'go'), ...args], { env: goEnv, timeout: WITHIN_MS }))
        .stdout
    await go('mod', 'download')
    return { version: (await go('env', 'GOVERSION')).trim(), env: goEnv }
  })
}

/** Python, with the packages of clients/python in the checkout's cache. */
export function pythonForTests(env: Environment): Promise<Language> {
  return found('Python', env, async () => {
    const requirements = join(ROOT, 'clients', 'python', 'requirements.txt')
    const { stdout } = await exec('python3', ['--version'], { env })
    const version = stdout.trim().replace('Python ', '')
    const mark = hash('sha1', version + (await readFile(requirements, 'utf8'))).slice(0, 8)
    const folder = join(ROOT, '.cache', 'python', `clients-${mark}`)
    if (!existsSync(folder)) await install(requirements, folder, env)
    const path = [folder, env.PYTHONPATH].filter(Boolean).join(delimiter)
    return { version, env: { ...env, PYTHONPATH: path } }
  })
}

/** Beside the target and moved there in one step: a broken try, or two at once, leave one that is whole. */
async function install(requirements: string, folder: string, env: Environment): Promise<void> {
  await mkdir(join(folder, '..'), { recursive: true })
  const scratch = await mkdtemp(`${folder}-`)
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--only-binary=:all:']
  try {
    await exec('python3', [...pip, '--target', scratch, '-r', requirements], { env, timeout: WITHIN_MS })
    await rename(scratch, folder).catch(error => {
      if (!existsSync(folder)) throw error
    })
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

async function found(
  name: string,
  env: Environment,
  prepare: (env: Environment) => Promise<{ readonly version: string; readonly env: Environment }>,
): Promise<Language> {
  try {
    const ready = await prepare(env)
    return { name: `${name} ${ready.version.replace('go', '')}`, missing: '', env: ready.env }
  } catch (error) {
    const missing = reasonOf(error)
    return { name: `${name}, skipped: ${missing}`, missing, env }
  }
}

function reasonOf(error: unknown): string {
  const { code, path, stderr } = error as { code?: unknown; path?: string; stderr?: string }
  if (code === 'ENOENT') return `${path} is not installed`
  return stderr?.trim().split('\n').at(-1) || String(error)
}
