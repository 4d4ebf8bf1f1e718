import { join } from 'node:path'
import { cruise, getAvailableTranspilers, type ICruiseResult } from 'dependency-cruiser'
import type { Check } from '../check.ts'
import { sourceFiles } from '../source/source-files.ts'
import { RULES } from './rules.ts'

const FOLDERS = ['packages', 'services', 'tools']

/** Imports point inward only. */
export const direction: Check = {
  name: 'direction',
  async run(root) {
    const result = await imports(root)
    const violations = result.summary.violations.map(
      ({ rule, from, to, comment }) => `${from} → ${to} (${rule.name}: ${comment ?? reasonOf(rule.name)})`,
    )
    return { problems: [...(await unseen(root, result)), ...violations] }
  },
}

async function imports(root: string): Promise<ICruiseResult> {
  const { output } = await cruise(
    FOLDERS,
    {
      baseDir: root,
      validate: true,
      ruleSet: { forbidden: [...RULES] },
      tsPreCompilationDeps: true,
      doNotFollow: { path: 'node_modules' },
      exclude: { path: '/fixtures/' },
    },
    {
      extensions: ['.ts', '.mjs', '.js'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
    },
  )
  if (typeof output === 'string') throw new Error('dependency-cruiser gave a text instead of a result')
  return output
}

/** A tool that sees nothing finds nothing: each source file must be among what it has seen. */
async function unseen(root: string, { modules }: ICruiseResult): Promise<string[]> {
  if (!getAvailableTranspilers().some(({ name, available }) => name === 'typescript' && available))
    return ['dependency-cruiser found no TypeScript that it can read with']
  const seen = new Set(modules.map(({ source }) => join(root, source)))
  const files = await sourceFiles(root)
  return files.filter(({ path }) => !seen.has(path)).map(({ name }) => `${name} was not looked at`)
}

function reasonOf(rule: string): string {
  return RULES.find(({ name }) => name === rule)?.comment ?? ''
}
