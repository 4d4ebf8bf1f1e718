import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

const ROOT = join(import.meta.dirname, '../../..')

/** What is no part of the code, or is made while it runs. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  '.git',
  '.data',
  '.mutants',
  '.cache',
  'bench-report',
  'torture-report',
])

/** A copy of the repository, to be changed and run. */
export interface Copy extends Disposable {
  readonly root: string
}

/**
 * Copies the code as it lies there into a temporary folder. Packages of others are shared with the original; the
 * repository's own are those of the copy. Gone when disposed.
 */
export function copyRepository(): Copy {
  const root = mkdtempSync(join(tmpdir(), 'rewards-mutants-'))
  for (const name of readdirSync(ROOT))
    if (!LEFT_OUT.has(name) && name !== 'node_modules')
      cpSync(join(ROOT, name), join(root, name), { recursive: true, verbatimSymlinks: true, filter: isCode })
  linkPackages(root)
  mkdirSync(join(ROOT, '.cache'), { recursive: true })
  symlinkSync(join(ROOT, '.cache'), join(root, '.cache'))
  return { root, [Symbol.dispose]: () => rmSync(root, { recursive: true }) }
}

function isCode(path: string): boolean {
  return !LEFT_OUT.has(basename(path))
}

/** A folder of links. The links to the repository's own packages are relative, and so lead into the copy. */
function linkPackages(root: string): void {
  const [from, to] = [join(ROOT, 'node_modules'), join(root, 'node_modules')]
  mkdirSync(to)
  for (const name of readdirSync(from))
    if (name === '@rewards')
      cpSync(join(from, name), join(to, name), { recursive: true, verbatimSymlinks: true })
    else if (!name.startsWith('.vite')) symlinkSync(join(from, name), join(to, name))
}
