import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Authority, type CertificateOptions, type IssuedFiles, writeIssued } from '@rewards/authority'

/** A folder with certificates of a test's own authority. */
export interface Certificates extends AsyncDisposable {
  readonly folder: string
  readonly authority: Authority
  /** Writes one for localhost and 127.0.0.1, unless told otherwise, in the place of the one of that name before. */
  issue(name: string, options?: Partial<CertificateOptions>): Promise<IssuedFiles>
  /** Writes a file of the folder; says where it is. */
  write(name: string, content: string): Promise<string>
}

export async function certificates(): Promise<Certificates> {
  const folder = await mkdtemp(join(tmpdir(), 'rewards-gateway-tls-'))
  const authority = await Authority.create('Gateway test')
  return {
    folder,
    authority,
    async issue(name, options = {}) {
      const issued = await authority.issue({ names: ['localhost', '127.0.0.1'], ...options })
      return writeIssued(folder, name, issued)
    },
    async write(name, content) {
      await writeFile(join(folder, name), content)
      return join(folder, name)
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  }
}
