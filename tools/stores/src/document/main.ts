import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { STORAGE_DOCUMENT, withDeclarations } from './storage-document.ts'

const file = join(import.meta.dirname, '..', '..', '..', '..', STORAGE_DOCUMENT)
writeFileSync(file, withDeclarations(readFileSync(file, 'utf8')))
