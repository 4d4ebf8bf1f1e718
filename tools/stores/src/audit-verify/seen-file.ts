import { readFile, rename, writeFile } from 'node:fs/promises'
import type { SeenLink } from '@rewards/audit'
import { StoresError } from '../stores-error.ts'

/** The last entry that was seen of each service's audit, by the place's name. */
type SeenFile = Readonly<Record<string, SeenAudits>>

/** By the service's name. */
export type SeenAudits = Readonly<Record<string, SeenLink>>

/** What the file says of the place; nothing when there is no file. Throws a `StoresError` for a file that says something else. */
export async function readSeen(file: string | undefined, place: string): Promise<SeenAudits> {
  return (await readAll(file))[place] ?? {}
}

/** Writes what was seen beside what the file says already; it is never there in part. */
export async function writeSeen(file: string | undefined, place: string, seen: SeenAudits): Promise<void> {
  if (file === undefined) return
  const before = await readAll(file)
  const now: SeenFile = { ...before, [place]: { ...before[place], ...seen } }
  await writeFile(`${file}.new`, `${JSON.stringify(now, undefined, 2)}\n`)
  await rename(`${file}.new`, file)
}

async function readAll(file: string | undefined): Promise<SeenFile> {
  if (file === undefined) return {}
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {}
    throw new StoresError(`${file} cannot be read as what a verification saw; name another with --seen`, {
      cause: error,
    })
  }
}
