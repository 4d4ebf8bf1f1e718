import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Authority, type IssuedFiles, writeIssued } from '@rewards/authority'

/** A certificate in files, which disposing of it removes. */
export interface Certificate extends IssuedFiles, AsyncDisposable {
  /** The authority that has to be trusted, PEM. */
  readonly trusted: Uint8Array
}

/** Issues one for the loopback. */
export async function issueCertificate(): Promise<Certificate> {
  const folder = await mkdtemp(join(tmpdir(), 'rewards-conformance-'))
  const authority = await Authority.create('Conformance')
  const issued = await authority.issue({ names: ['localhost', '127.0.0.1'] })
  return {
    ...(await writeIssued(folder, 'gateway', issued)),
    trusted: Buffer.from(authority.pem),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  }
}
