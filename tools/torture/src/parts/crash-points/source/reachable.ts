import { readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'

/** A file of the tree, by its path from the root. */
export interface SourceFile {
  readonly path: string
  readonly text: string
}

const IMPORT = /^(?:import|export)\s(?!type\b)[^'"]*?from\s'(\.{1,2}\/[^']+)'/gm

/** These files and all that they import by relative path, however far; what vanishes when types are stripped is not looked at. */
export function reachable(root: string, entries: readonly string[]): readonly SourceFile[] {
  const files = new Map<string, SourceFile>()
  const waiting = [...entries]
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (files.has(path)) continue
    const text = readFileSync(join(root, path), 'utf8')
    files.set(path, { path, text })
    for (const [, to = ''] of text.matchAll(IMPORT)) waiting.push(normalize(join(dirname(path), to)))
  }
  return [...files.values()]
}
