import { glob } from 'node:fs/promises'
import { join } from 'node:path'

export interface SourceFile {
  /** Relative to the repository. */
  readonly name: string
  readonly path: string
}

/** The TypeScript of packages, services and tools that people wrote and that is no test. */
export async function sourceFiles(root: string): Promise<SourceFile[]> {
  const found = await Array.fromAsync(glob('{packages,services,tools}/*/src/**/*.ts', { cwd: root }))
  const written = found.filter(name => !name.startsWith(join('packages', 'contracts', 'src', 'gen')))
  return written.toSorted().map(name => ({ name, path: join(root, name) }))
}
