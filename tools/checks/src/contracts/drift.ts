import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Check } from '../check.ts'
import { runProgram } from '../run-program.ts'
import { inScratch } from './image.ts'

const GENERATED = join('packages', 'contracts', 'src', 'gen')

/** The generated code that is committed is what the contracts give. */
export const drift: Check = {
  name: 'contracts: generated',
  run(root) {
    return inScratch(async folder => {
      const { ok, output } = await runProgram(root, 'buf', ['generate', '-o', folder])
      if (!ok) return { problems: [`buf generate failed:\n${output}`] }
      const different = await differences(join(root, GENERATED), join(folder, GENERATED))
      if (different.length === 0) return { problems: [] }
      const files = different.map(file => join(GENERATED, file))
      return { problems: [...files, 'are not what the contracts give; run npm run contracts:generate'] }
    })
  },
}

/** The files that are in one folder only, or differ. */
async function differences(left: string, right: string): Promise<string[]> {
  const [mine, theirs] = await Promise.all([contents(left), contents(right)])
  const names = new Set([...mine.keys(), ...theirs.keys()])
  return [...names].filter(name => mine.get(name) !== theirs.get(name))
}

async function contents(folder: string): Promise<Map<string, string>> {
  const names = await readdir(folder, { recursive: true })
  const files = names.filter(name => name.endsWith('.ts'))
  return new Map(
    await Promise.all(files.map(async name => [name, await readFile(join(folder, name), 'utf8')] as const)),
  )
}
