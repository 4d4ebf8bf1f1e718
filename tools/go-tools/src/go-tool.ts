import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { type Environment, runGo } from './run-go.ts'

/** A program of a Go module, of one version. */
export interface GoTool {
  /** The module, such as `example.com/tools`. */
  readonly module: string
  /** Its exact version, with the `v`. */
  readonly version: string
  /** The program's package within the module, empty for the module itself; its last part is the program's name. */
  readonly command: string
}

export interface BuildOptions {
  /** Where programs are kept and found again; made when missing. */
  readonly cacheDir: string
  /** Its `PATH` says where `go` is. */
  readonly env: Environment
}

/**
 * The path of the program. It is built the first time, from what the Go module proxy gives and the checksum database
 * knows, and needs neither network nor `go` the next time. Several processes may ask at the same time. Rejects with a
 * `GoToolsError` when there is no `go`, or the build fails.
 */
export async function goTool(tool: GoTool, { cacheDir, env }: BuildOptions): Promise<string> {
  const name = basename(tool.command === '' ? tool.module : tool.command)
  const folder = join(cacheDir, `${name}-${tool.version}`)
  if (!existsSync(folder)) await build(tool, folder, env)
  return join(folder, name)
}

/** Builds beside the target and moves it there in one step: a broken try, or two at once, leave one that is whole. */
async function build({ module, command, version }: GoTool, folder: string, env: Environment): Promise<void> {
  await mkdir(join(folder, '..'), { recursive: true })
  const scratch = await mkdtemp(`${folder}-`)
  try {
    const path = command === '' ? module : `${module}/${command}`
    await runGo(['install', `${path}@${version}`], { ...env, GOBIN: scratch })
    await rename(scratch, folder).catch(error => {
      if (!existsSync(folder)) throw error
    })
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

/** The folder with a module's source, read-only, in Go's own module cache. Rejects with a `GoToolsError`. */
export async function goModule(
  { module, version }: Omit<GoTool, 'command'>,
  env: Environment,
): Promise<string> {
  const answer: unknown = JSON.parse(await runGo(['mod', 'download', '-json', `${module}@${version}`], env))
  return (answer as { readonly Dir: string }).Dir
}
