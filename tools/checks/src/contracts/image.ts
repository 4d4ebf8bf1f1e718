import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runProgram } from '../run-program.ts'

/** Where the contracts as they were last landed are kept, as a file descriptor set. */
export function landedPath(root: string): string {
  return join(root, 'proto', 'landed.binpb')
}

/**
 * The contracts of `root` as a file descriptor set, imports included, comments and positions left out. Rejects with
 * what the compiler says when they do not compile.
 */
export function buildImage(root: string): Promise<Uint8Array> {
  return inScratch(async folder => {
    const file = join(folder, 'image.binpb')
    const { ok, output } = await runProgram(root, 'buf', ['build', '--exclude-source-info', '-o', file])
    if (!ok) throw new Error(`the contracts do not compile:\n${output}`)
    return await readFile(file)
  })
}

/** Runs `work` with an empty folder that is deleted afterwards. */
export async function inScratch<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'rewards-check-'))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
