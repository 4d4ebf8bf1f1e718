import { readFile } from 'node:fs/promises'
import ts from 'typescript'
import { sourceFiles } from './source-files.ts'

/** A source file as its syntax tree. */
export interface ParsedSource {
  /** Relative to the repository. */
  readonly name: string
  readonly tree: ts.SourceFile
}

/** All source files of the repository. */
export async function parsedSources(root: string): Promise<ParsedSource[]> {
  const files = await sourceFiles(root)
  return Promise.all(files.map(async ({ name, path }) => parseSource(name, await readFile(path, 'utf8'))))
}

export function parseSource(name: string, text: string): ParsedSource {
  return { name, tree: ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS) }
}

/** Every node of a tree, itself first. */
export function* nodesOf(node: ts.Node): Generator<ts.Node> {
  yield node
  for (const child of childrenOf(node)) yield* nodesOf(child)
}

function childrenOf(node: ts.Node): ts.Node[] {
  const children: ts.Node[] = []
  node.forEachChild(child => void children.push(child))
  return children
}

/** The number of the line on which a position lies, from 1. */
export function lineAt(tree: ts.SourceFile, position: number): number {
  return tree.getLineAndCharacterOfPosition(position).line + 1
}
