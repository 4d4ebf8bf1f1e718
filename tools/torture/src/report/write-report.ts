import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { operationsIn } from '../folders.ts'
import type { RunReport } from '../runner/run-report.ts'
import { page } from './page/page.ts'

/** Writes `index.html` and `report.json` into the folder, which is made when missing. */
export async function writeReport(dir: string, report: RunReport): Promise<void> {
  await mkdir(dir, { recursive: true })
  await writeFile(join(dir, 'report.json'), `${JSON.stringify(report, null, 2)}\n`)
  await writeFile(join(dir, 'index.html'), page(report))
}

/** Gives what copies a part's operations into the folder, compressed: a full run has some hundred megabytes of them. */
export async function keepOperationsIn(
  dir: string,
): Promise<(part: string, from: string) => Promise<string | undefined>> {
  await mkdir(dir, { recursive: true })
  return async (part, from) => {
    const path = operationsIn(from)
    if (!existsSync(path)) return undefined
    const name = `${part}.operations.jsonl.gz`
    await pipeline(createReadStream(path), createGzip(), createWriteStream(join(dir, name)))
    return name
  }
}
