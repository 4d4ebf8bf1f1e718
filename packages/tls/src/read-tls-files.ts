import { readFile } from 'node:fs/promises'
import { createSecureContext } from 'node:tls'
import { checkCertificates, checkKey } from './check-pem.ts'
import { TlsFilesError } from './tls-files-error.ts'
import { TLS_FLOOR } from './tls-floor.ts'

export { TlsFilesError } from './tls-files-error.ts'

/** A file, and the variable of the configuration that names it. */
export interface NamedFile {
  readonly variable: string
  readonly path: string
}

/** The files of one end of TLS, PEM all of them. */
export interface TlsFiles {
  /** The certificate that is shown, followed by those that link it to an authority. */
  readonly cert?: NamedFile
  /** Its key, not encrypted. */
  readonly key?: NamedFile
  /** The certificates of the authorities that are trusted. */
  readonly ca?: NamedFile
}

/** What the files hold, as `node:tls` takes it. */
export type TlsMaterial = { readonly [K in keyof TlsFiles]?: string }

/**
 * Reads the files and checks them at the time `now`, epoch ms. Rejects with a `TlsFilesError`, one sentence that names the
 * variable and the file: there is none, it cannot be read, it holds no certificate or key, they do not belong together,
 * or one has expired or is not valid yet.
 */
export async function readTlsFiles(files: TlsFiles, now: number): Promise<TlsMaterial> {
  const [cert, key = '', ca] = await Promise.all([files.cert, files.key, files.ca].map(read))
  const authorities = files.ca && checkCertificates(files.ca, ca ?? '', now).pem
  const own = files.cert && checkCertificates(files.cert, cert ?? '', now)
  if (own && files.cert && files.key) checkKey(files.key, key, own.first, files.cert)
  const material = { ...(own && { cert: own.pem, key }), ...(authorities && { ca: authorities }) }
  requireUsable(files, material)
  return material
}

async function read(file: NamedFile | undefined): Promise<string | undefined> {
  if (!file) return undefined
  try {
    return await readFile(file.path, 'utf8')
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    throw new TlsFilesError(
      file,
      code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`,
      cause,
    )
  }
}

/** OpenSSL has an opinion of its own, on short keys for example. */
function requireUsable({ cert, ca }: TlsFiles, material: TlsMaterial): void {
  try {
    createSecureContext({ ...material, minVersion: TLS_FLOOR })
  } catch (cause) {
    throw new TlsFilesError(cert ?? ca, `it cannot be used (${(cause as Error).message})`, cause)
  }
}
