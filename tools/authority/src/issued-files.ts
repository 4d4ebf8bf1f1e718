import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Issued } from './authority.ts'

/** Where a certificate and its key lie. */
export interface IssuedFiles {
  readonly certPath: string
  readonly keyPath: string
}

/** Writes `name.crt` and `name.key` into the folder, each replaced in one step; says where they are. */
export async function writeIssued(folder: string, name: string, { cert, key }: Issued): Promise<IssuedFiles> {
  const files = { certPath: join(folder, `${name}.crt`), keyPath: join(folder, `${name}.key`) }
  await replace(files.certPath, cert)
  await replace(files.keyPath, key)
  return files
}

async function replace(path: string, content: string): Promise<void> {
  await writeFile(`${path}.new`, content, { mode: 0o600 })
  await rename(`${path}.new`, path)
}
