import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { GoToolsError } from '@rewards/go-tools'
import { CACHE_DIR, withUsualPlace } from '@rewards/go-tools/testing'
import type { Json } from '../../../../test/support/json-calls.ts'
import { runGo } from '../../../go-tools/src/run-go.ts'
import { ROOT } from './image-by-hand.ts'

const exec = promisify(execFile)
const SOURCE = join(import.meta.dirname, 'compose-config')

/** What loads compose files as `docker compose` does, or the reason why it cannot be had here. */
export interface ComposeLoader {
  /** For the titles of tests. */
  readonly name: string
  /** Empty when there is one. */
  readonly missing: string
  /** What the files of the repository come to in this environment. Rejects with what is wrong with them. */
  load(files: readonly string[], env?: Readonly<Record<string, string>>): Promise<Json>
}

/** The compose specification's own loader, built when it is first asked for. */
export async function composeLoader(): Promise<ComposeLoader> {
  const [, version = ''] = /compose-go\/v2 (v\S+)/.exec(await readFile(join(SOURCE, 'go.mod'), 'utf8')) ?? []
  const name = `compose-go ${version}`
  try {
    const program = await built()
    const load: ComposeLoader['load'] = async (files, env = {}) =>
      JSON.parse((await exec(program, files, { cwd: ROOT, env })).stdout)
    return { name, missing: '', load }
  } catch (error) {
    if (!(error instanceof GoToolsError)) throw error
    const { message } = error
    return { name: `${name}, skipped: ${message}`, missing: message, load: () => Promise.reject(error) }
  }
}

async function built(): Promise<string> {
  const hash = createHash('sha256')
  for (const file of ['main.go', 'go.mod', 'go.sum']) hash.update(await readFile(join(SOURCE, file)))
  const program = join(CACHE_DIR, `compose-config-${hash.digest('hex').slice(0, 8)}`)
  if (existsSync(program)) return program
  await mkdir(CACHE_DIR, { recursive: true })
  const scratch = await mkdtemp(`${program}-`)
  try {
    await runGo(['-C', SOURCE, 'build', '-o', join(scratch, 'program'), '.'], withUsualPlace(process.env))
    await rename(join(scratch, 'program'), program)
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
  return program
}
