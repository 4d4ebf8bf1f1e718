import { join } from 'node:path'

/** Where a part writes its operations down. */
export function operationsIn(folder: string): string {
  return join(folder, 'operations.jsonl')
}

/** Where the system of a part keeps its data. */
export function dataDirIn(folder: string): string {
  return join(folder, 'data')
}
