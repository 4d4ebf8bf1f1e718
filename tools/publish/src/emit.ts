import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runProgram } from './run-program.ts'

const ROOT = join(import.meta.dirname, '..', '..', '..')

/** A package's source, and where it goes. */
export interface Emission {
  /** The folder of the TypeScript. */
  readonly source: string
  /** Gets JavaScript and declarations. */
  readonly target: string
  /** Where the declarations of packages of the repository lie that it needs, by their names. */
  readonly declarations: ReadonlyMap<string, string>
}

/**
 * Compiles with the repository's own settings for Node 20 and browsers of that time. Newer functions do not pass: their
 * types are not there.
 */
export async function emit({ source, target, declarations }: Emission): Promise<void> {
  const paths = [...declarations].map(([name, folder]) => [`${name}/*`, [join(folder, '*.d.ts')]])
  const project = `${target}.tsconfig.json`
  const compilerOptions = {
    noEmit: false,
    declaration: true,
    rewriteRelativeImportExtensions: true,
    rootDir: source,
    outDir: target,
    target: 'es2022',
    lib: ['es2023'],
    typeRoots: [join(ROOT, 'node_modules', '@types')],
    paths: Object.fromEntries(paths),
  }
  const config = { extends: join(ROOT, 'tsconfig.json'), compilerOptions, include: [source], exclude: [] }
  await writeFile(project, JSON.stringify(config))
  await runProgram(join(ROOT, 'node_modules', '.bin', 'tsc'), ['--project', project, '--pretty', 'false'])
}
