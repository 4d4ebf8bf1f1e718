import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { STORAGE_DOCUMENT, withDeclarations } from '@rewards/stores/document'
import type { Check } from './check.ts'

/** The description of what is stored is what the stores are declared to be. */
export const storageDocument: Check = {
  name: 'storage document',
  async run(root) {
    const text = await readFile(join(root, STORAGE_DOCUMENT), 'utf8')
    if (text === withDeclarations(text)) return { problems: [] }
    return { problems: [`${STORAGE_DOCUMENT} is not what the stores declare; run npm run docs:generate`] }
  },
}
