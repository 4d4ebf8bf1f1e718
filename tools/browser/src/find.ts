import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { BrowserError } from './browser-error.ts'
import { type Chromium, chromiumAt, SOURCES, type Source } from './chromium.ts'
import { unpackDebianPackages } from './debian-package.ts'
import { withLibrariesOf } from './library-path.ts'
import { chromiumOnPath } from './on-path.ts'
import type { Environment } from './run-tool.ts'

export interface FindOptions {
  /** Where an unpacked Chromium is kept and found again; made when missing. */
  readonly cacheDir: string
  /** Its `PATH` says where programs are. */
  readonly env: Environment
  /** Tries this way alone. */
  readonly only?: Source
}

/**
 * Gives a Chromium: the one on the `PATH`; else the one of the Debian package, which is downloaded once (130 MB), kept in
 * `cacheDir` (400 MB) and needs no network the next time. Several processes may ask at the same time. Rejects with a
 * `BrowserError` that says why each way failed and how to get one.
 */
export async function findChromium(options: FindOptions): Promise<Chromium> {
  const reasons: string[] = []
  for (const source of options.only ? [options.only] : SOURCES) {
    try {
      return await WAYS[source](options)
    } catch (error) {
      reasons.push(`${NAMES[source]}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  throw new BrowserError(`found no Chromium (${reasons.join('; ')}). ${ADVICE}`)
}

const WAYS: Readonly<Record<Source, (options: FindOptions) => Promise<Chromium>>> = {
  path: async ({ env }) => chromiumAt(await chromiumOnPath(env.PATH ?? ''), 'path', env),
  debian: async ({ cacheDir, env }) => {
    const root = join(cacheDir, 'debian')
    if (!existsSync(root)) await unpack(root, env)
    return unpackedAt(root, env)
  },
}

const NAMES: Readonly<Record<Source, string>> = { path: 'PATH', debian: 'Debian package' }

const ADVICE = 'Get one with `apt-get install chromium` or `brew install chromium`, and put it on the PATH.'

async function unpackedAt(root: string, env: Environment): Promise<Chromium> {
  const path = join(root, 'usr', 'lib', 'chromium', 'chromium')
  return chromiumAt(path, 'debian', await withLibrariesOf(root, env))
}

/** Unpacks beside the target and moves there what runs, in one step: a broken try, or two at once, leave one that is whole. */
async function unpack(target: string, env: Environment): Promise<void> {
  await mkdir(join(target, '..'), { recursive: true })
  const scratch = await mkdtemp(`${target}-`)
  try {
    const root = await unpackDebianPackages(scratch, env)
    await unpackedAt(root, env)
    await rename(root, target).catch(error => {
      if (!existsSync(target)) throw error
    })
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}
