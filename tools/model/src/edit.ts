import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** One place of the code, and what it is made to say. */
export interface Edit {
  readonly file: string
  /** Stands once in the file. */
  readonly find: string
  readonly replace: string
}

/** Makes the edits in the folder `root`. Throws when one does not match once; gives what puts the files back. */
export function applyEdits(root: string, edits: readonly Edit[]): () => void {
  const before = new Map(edits.map(({ file }) => [file, readFileSync(join(root, file), 'utf8')]))
  const after = new Map(before)
  for (const edit of edits) after.set(edit.file, edited(after.get(edit.file) ?? '', edit))
  const write = (texts: ReadonlyMap<string, string>) => {
    for (const [file, text] of texts) writeFileSync(join(root, file), text)
  }
  write(after)
  return () => write(before)
}

/** The text with the edit made. Throws when `find` does not stand in it once. */
export function edited(text: string, { file, find, replace }: Edit): string {
  const times = text.split(find).length - 1
  if (times !== 1) throw new Error(`must match once in ${file}, matches ${times} times: ${find}`)
  return text.replace(find, () => replace)
}
