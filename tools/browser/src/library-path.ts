import { glob } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import type { Environment } from './run-tool.ts'

/**
 * The environment in which a program finds the shared libraries that were unpacked under `root` and that this machine
 * lacks. Folders of their own (`pulseaudio`) are named too: the paths written into the libraries lead to the system's.
 */
export async function withLibrariesOf(root: string, env: Environment): Promise<Environment> {
  const files = await Array.fromAsync(glob('{lib,usr/lib}/*-linux-*/{*,*/*}.so*', { cwd: root }))
  const folders = new Set(files.map(file => join(root, dirname(file))))
  const all = [...folders, ...(env.LD_LIBRARY_PATH ? [env.LD_LIBRARY_PATH] : [])]
  return { ...env, LD_LIBRARY_PATH: all.join(delimiter) }
}
