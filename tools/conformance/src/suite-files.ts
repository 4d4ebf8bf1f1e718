import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type BuildOptions, goModule, goTool } from '@rewards/go-tools'

const SUITE = { module: 'connectrpc.com/conformance', version: 'v1.0.7' } as const
const BUF = join(import.meta.dirname, '..', '..', '..', 'node_modules', '.bin', 'buf')

/** What the suite consists of. */
export interface SuiteFiles {
  /** Runs the cases, with the reference clients inside. */
  readonly runner: string
  /** The reference server. */
  readonly server: string
  /** The suite's contracts, as a `FileDescriptorSet`. */
  readonly contracts: string
}

/** Builds the suite the first time, and finds it the next. Rejects with a `GoToolsError` where that cannot be done. */
export async function suiteFiles(options: BuildOptions): Promise<SuiteFiles> {
  const built = (name: string) => goTool({ ...SUITE, command: `cmd/${name}` }, options)
  const runner = await built('connectconformance')
  const server = await built('referenceserver')
  return { runner, server, contracts: await contracts(options) }
}

/** Compiled beside the target and moved there in one step, as programs are. */
async function contracts({ cacheDir, env }: BuildOptions): Promise<string> {
  const file = join(cacheDir, `conformance-${SUITE.version}.binpb`)
  if (existsSync(file)) return file
  const scratch = join(cacheDir, `conformance-${process.pid}.binpb`)
  try {
    const source = join(await goModule(SUITE, env), 'proto')
    await promisify(execFile)(BUF, ['build', source, '--as-file-descriptor-set', '-o', scratch])
    await rename(scratch, file)
  } finally {
    await rm(scratch, { force: true })
  }
  return file
}
