import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** An input that once failed. */
export interface Kept {
  /** What was wrong then. */
  readonly why: string
  readonly input: unknown
}

const FOLDER = join(import.meta.dirname, '..', 'corpus')

/** The inputs of a part that once failed, the oldest first. */
export function corpusOf(part: string): readonly Kept[] {
  const file = fileOf(part)
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : []
}

/** Keeps further ones, those that are kept already left out. */
export function keep(part: string, more: readonly Kept[]): void {
  const kept = corpusOf(part)
  const known = new Set(kept.map(({ input }) => JSON.stringify(input)))
  const fresh = more.filter(({ input }) => !known.has(JSON.stringify(input)))
  if (fresh.length > 0) writeFileSync(fileOf(part), `${JSON.stringify([...kept, ...fresh], undefined, 2)}\n`)
}

function fileOf(part: string): string {
  return join(FOLDER, `${part}.json`)
}
