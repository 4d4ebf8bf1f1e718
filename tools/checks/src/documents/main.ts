import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DOCUMENTS } from './documents.ts'

for (const { path, generated } of DOCUMENTS) {
  const file = join(import.meta.dirname, '..', '..', '..', '..', path)
  writeFileSync(file, generated(readFileSync(file, 'utf8')))
}
