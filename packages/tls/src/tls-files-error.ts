import type { NamedFile } from './read-tls-files.ts'

/** Why the files of a configuration cannot be used, one sentence. It never shows what a file holds. */
export class TlsFilesError extends Error {
  override readonly name = 'TlsFilesError'

  constructor(file: NamedFile | undefined, problem: string, cause?: unknown) {
    super(file ? `${file.variable} is ${JSON.stringify(file.path)}: ${problem}` : problem, { cause })
  }
}
