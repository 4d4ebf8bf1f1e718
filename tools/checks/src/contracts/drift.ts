import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Check } from '../check.ts'
import { runProgram } from '../run-program.ts'
import { inScratch } from './image.ts'

const CONTRACTS = join('packages', 'contracts')
const GENERATED = [join(CONTRACTS, 'src', 'gen'), join(CONTRACTS, 'openapi')]

/** What is generated and committed, code and OpenAPI document, is what the contracts give. */
export const drift: Check = {
  name: 'contracts: generated',
  run(root) {
    return inScratch(async folder => {
      const { ok, output } = await runProgram(root, 'buf', ['generate', '-o', folder])
      if (!ok) return { problems: [`buf generate failed:\n${output}`] }
      const compared = GENERATED.map(generated => differences(root, folder, generated))
      const files = (await Promise.all(compared)).flat()
      if (files.length === 0) return { problems: [] }
      return { problems: [...files, 'are not what the contracts give; run npm run contracts:generate'] }
    })
  },
}

/** The files below `within` that are in one folder only, or differ. */
async function differences(left: string, right: string, within: string): Promise<string[]> {
  const [mine, theirs] = await Promise.all([left, right].map(folder => contents(join(folder, within))))
  const names = new Set([...(mine?.keys() ?? []), ...(theirs?.keys() ?? [])])
  return [...names].filter(name => mine?.get(name) !== theirs?.get(name)).map(name => join(within, name))
}

async function contents(folder: string): Promise<Map<string, string>> {
  const names = await Array.fromAsync(glob('**/*.{ts,json}', { cwd: folder }))
  return new Map(
    await Promise.all(names.map(async name => [name, await readFile(join(folder, name), 'utf8')] as const)),
  )
}
