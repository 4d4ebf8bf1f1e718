import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Check } from './check.ts'

const DOCUMENTS = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'docs/**/*.md']

/** Every command that a document tells to run is there. */
export const documentedCommands: Check = {
  name: 'documented commands',
  async run(root) {
    const scripts = await scriptsOf(root)
    const documents = await Array.fromAsync(glob(DOCUMENTS, { cwd: root }))
    if (!documents.includes('README.md')) return { problems: ['README.md is missing'] }
    const found = await Promise.all(
      documents
        .toSorted()
        .map(async name => ({ name, commands: commandsIn(await readFile(join(root, name), 'utf8')) })),
    )
    return {
      problems: found.flatMap(({ name, commands }) =>
        commands
          .filter(command => !scripts.has(command))
          .map(command => `${name}: there is no npm script ${command}`),
      ),
    }
  },
}

/** The npm scripts that a text names, each once. */
export function commandsIn(text: string): string[] {
  const named = [...text.matchAll(/\bnpm (?:run |run-script )?([a-z][\w:-]*)/g)]
  const scripts = named.filter(
    ([command, name]) => command.includes(' run') || name === 'start' || name === 'test',
  )
  return [...new Set(scripts.map(([, name]) => name as string))]
}

async function scriptsOf(root: string): Promise<Set<string>> {
  const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  return new Set(Object.keys(scripts))
}
