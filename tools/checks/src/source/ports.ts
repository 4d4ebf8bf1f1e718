import ts from 'typescript'
import type { Check } from '../check.ts'
import { lineAt, nodesOf, type ParsedSource, parsedSources } from './parsed-source.ts'

interface Ambient {
  /** Matches an expression without its arguments, `Date.now`, or `new Date` without arguments. */
  readonly pattern: RegExp
  /** Where it may not stand. */
  readonly banned: (file: string) => boolean
  readonly instead: string
}

const inCore = (file: string): boolean => /^services\/[^/]+\/src\/(domain|application)\//.test(file)

const AMBIENT: readonly Ambient[] = [
  {
    pattern: /^process\.env$/,
    banned: file => !file.endsWith('/main.ts'),
    instead: 'the environment is read in main.ts and handed on',
  },
  {
    pattern: /^(Date\.now|new Date|Temporal\.Now|performance\.now|process\.hrtime)$/,
    banned: inCore,
    instead: 'time comes in through a port',
  },
  {
    pattern:
      /^(Math\.random|(crypto\.)?(randomUUID|randomBytes|randomInt|getRandomValues)|crypto\.webcrypto|nanoid)$/,
    banned: inCore,
    instead: 'ids and chance come in through a port',
  },
]

/** Environment, time and chance come in through ports: nobody reaches for them from inside. */
export const ports: Check = {
  name: 'ports',
  run: async root => ({ problems: (await parsedSources(root)).flatMap(ambientUses) }),
}

/** The places where a file reaches for what should be handed to it, one sentence each. */
export function ambientUses({ name, tree }: ParsedSource): string[] {
  const banned = AMBIENT.filter(ambient => ambient.banned(name))
  return [...nodesOf(tree)].flatMap(node => {
    const text = reachOf(node, tree)
    return banned
      .filter(({ pattern }) => pattern.test(text))
      .map(({ instead }) => `${name}:${lineAt(tree, node.getStart(tree))} uses ${text}; ${instead}`)
  })
}

function reachOf(node: ts.Node, tree: ts.SourceFile): string {
  if (ts.isPropertyAccessExpression(node)) return node.getText(tree).replace(/^globalThis\./, '')
  if (ts.isNewExpression(node) && !node.arguments?.length) return `new ${node.expression.getText(tree)}`
  if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) return node.expression.text
  // `const { env } = process` is the same by another way.
  if (ts.isVariableDeclaration(node) && takesEnv(node, tree)) return 'process.env'
  return ''
}

function takesEnv(node: ts.VariableDeclaration, tree: ts.SourceFile): boolean {
  if (node.initializer?.getText(tree) !== 'process' || !ts.isObjectBindingPattern(node.name)) return false
  return node.name.elements.some(element => (element.propertyName ?? element.name).getText(tree) === 'env')
}
