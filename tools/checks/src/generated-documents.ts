import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Check } from './check.ts'
import { DOCUMENTS, type GeneratedDocument } from './documents/documents.ts'

/** What documents say of the code is what the code declares. */
export const generatedDocuments: Check = {
  name: 'generated documents',
  async run(root) {
    const problems = await Promise.all(DOCUMENTS.map(document => problemsOf(root, document)))
    return { problems: problems.flat() }
  },
}

async function problemsOf(
  root: string,
  { path, declaredBy, generated }: GeneratedDocument,
): Promise<string[]> {
  const text = await readFile(join(root, path), 'utf8')
  if (text === generated(text)) return []
  return [`${path} is not what ${declaredBy} declare; run npm run docs:generate`]
}
