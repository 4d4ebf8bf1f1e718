import ts from 'typescript'
import type { Check } from '../check.ts'
import { lineAt, nodesOf, type ParsedSource, parsedSources } from './parsed-source.ts'

/** A file or a function, and how many lines it has. */
interface Sized {
  readonly name: string
  readonly lines: number
}

/** The house in figures: lines, as the median and the 90th percentile, and from where on one is worth a question. */
const HOUSE = {
  files: { median: 60, p90: 180, question: 300 },
  functions: { median: 10, p90: 30, question: 40 },
} as const

/** Files and functions are small. */
export const figures: Check = {
  name: 'house figures',
  async run(root) {
    const sources = (await parsedSources(root)).filter(({ tree }) => !isTest(tree))
    const sizes = { files: sources.map(fileSize), functions: sources.flatMap(functionSizes) }
    const kinds = ['files', 'functions'] as const
    return {
      problems: kinds.flatMap(kind => tooLarge(kind, sizes[kind])),
      notes: kinds.flatMap(kind => [summary(kind, sizes[kind]), ...questions(kind, sizes[kind])]),
    }
  },
}

/** Contract suites lie beside the port that they hold others to, but are tests: a description is as long as it is. */
function isTest(tree: ts.SourceFile): boolean {
  return tree.statements.some(
    node => ts.isImportDeclaration(node) && node.moduleSpecifier.getText(tree).slice(1, -1) === 'vitest',
  )
}

function fileSize({ name, tree }: ParsedSource): Sized {
  const text = tree.text.trimEnd()
  return { name, lines: text === '' ? 0 : text.split('\n').length }
}

/** Every function with a body of statements; an arrow that is one expression is none to measure. */
export function functionSizes({ name, tree }: ParsedSource): Sized[] {
  const functions = [...nodesOf(tree)].filter(node => ts.isFunctionLike(node)).filter(hasBlock)
  return functions.map(node => {
    const first = lineAt(tree, node.getStart(tree))
    return { name: `${name}:${first}`, lines: lineAt(tree, node.end) - first + 1 }
  })
}

function hasBlock(node: ts.SignatureDeclaration): boolean {
  return 'body' in node && node.body !== undefined && ts.isBlock(node.body as ts.Node)
}

function tooLarge(kind: keyof typeof HOUSE, sized: readonly Sized[]): string[] {
  const { median, p90 } = HOUSE[kind]
  return [
    ...(percentile(sized, 50) > median ? [`the median of the ${kind} is over ${median} lines`] : []),
    ...(percentile(sized, 90) > p90 ? [`one in ten ${kind} is over ${p90} lines`] : []),
  ]
}

function summary(kind: keyof typeof HOUSE, sized: readonly Sized[]): string {
  const { median, p90 } = HOUSE[kind]
  const found = `${sized.length} ${kind}: median ${percentile(sized, 50)} (≤ ${median})`
  return `${found}, 90th percentile ${percentile(sized, 90)} (≤ ${p90}) lines`
}

function questions(kind: keyof typeof HOUSE, sized: readonly Sized[]): string[] {
  const large = sized.filter(({ lines }) => lines > HOUSE[kind].question)
  return large.map(({ name, lines }) => `a question to ask: ${name} has ${lines} lines`)
}

/** The smallest size that `percent` of them do not exceed; 0 of none. */
export function percentile(sized: readonly Sized[], percent: number): number {
  const sorted = sized.map(({ lines }) => lines).toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)] ?? 0
}
