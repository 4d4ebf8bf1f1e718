import { execFile } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { packAll } from '@rewards/publish'

const exec = promisify(execFile)
const ROOT = join(import.meta.dirname, '..', '..')

/** A project that has the published packages, as somebody has who only ran `npm install`. */
export interface ClientProject extends AsyncDisposable {
  readonly folder: string
  /** Writes a file of the project. */
  write(name: string, text: string): Promise<void>
  /** Compiles its TypeScript, strictly; rejects with what the compiler said. */
  compile(compiler: string, options: object): Promise<void>
  /** Runs a JavaScript file of it with this Node; what it wrote to standard output. */
  run(node: string, file: string): Promise<string>
}

/** The compilers that the repository has: its own, and the one before. */
export const COMPILERS = {
  'TypeScript 7': join(ROOT, 'node_modules', '.bin', 'tsc'),
  'TypeScript 6': join(ROOT, 'tools', 'checks', 'node_modules', '.bin', 'tsc'),
} as const

/** Packs the packages and installs them, with what else is named, into an empty folder. */
export async function newClientProject(others: readonly string[]): Promise<ClientProject> {
  const folder = await mkdtemp(join(tmpdir(), 'rewards-project-'))
  const run = async (program: string, args: readonly string[]) => {
    const { stdout } = await exec(program, args, { cwd: folder, timeout: 60_000 }).catch(failed => {
      throw new Error(`${program} ${args.join(' ')}: ${failed.message}\n${failed.stdout}\n${failed.stderr}`)
    })
    return stdout
  }
  const packed = await packAll(join(folder, 'packed'))
  await writeFile(join(folder, 'package.json'), '{ "type": "module", "private": true }')
  const wanted = [...packed.map(({ file }) => file), ...others]
  await run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error', ...wanted])
  return {
    folder,
    write: (name, text) => writeFile(join(folder, name), text),
    async compile(compiler, { include, ...compilerOptions }: { include?: readonly string[] }) {
      const strict = { strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true }
      const config = { compilerOptions: { ...strict, ...compilerOptions }, include }
      await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config))
      await run(compiler, ['--project', folder, '--pretty', 'false'])
    },
    run: (node, file) => run(node, [join(folder, file)]),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

/** The machine's own Node: the first on the `PATH` that no package brought; `undefined` where there is none. */
export function nodeOfTheMachine(searchPath = ''): string | undefined {
  const folders = searchPath
    .split(delimiter)
    .filter(folder => folder !== '' && !folder.includes('node_modules'))
  return folders.map(folder => join(folder, 'node')).find(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
