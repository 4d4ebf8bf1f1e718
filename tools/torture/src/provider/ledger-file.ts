import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BookRow } from '../stores/rows.ts'

/** The provider's own file, beside the folder in which the system keeps its data. */
export function ledgerOf(dataDir: string): string {
  return join(`${dataDir}-provider`, 'ledger.jsonl')
}

/** The whole lines of a ledger that may be written to at this moment; none: nobody was ever paid. */
export function readLedger(file: string): readonly BookRow[] {
  if (!existsSync(file)) return []
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1)
  return lines.map(line => JSON.parse(line) as BookRow)
}
