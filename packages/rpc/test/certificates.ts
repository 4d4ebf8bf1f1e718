import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Authority, type CertificateOptions, type IssuedFiles, writeIssued } from '@rewards/authority'
import { createLogger } from '@rewards/process'
import { type InnerTls, type InnerTlsConfig, openInnerTls } from '../src/index.ts'

/** What one end of a connection is made of. */
export interface End {
  readonly tls: InnerTls
  /** How many lines of its log have these words. */
  said(words: string): number
}

/** A folder with certificates of an authority of its own. */
export class Certificates implements AsyncDisposable {
  readonly folder: string
  readonly #authority: Authority
  readonly #steps: (() => Promise<void> | void)[] = []

  private constructor(folder: string, authority: Authority) {
    this.folder = folder
    this.#authority = authority
  }

  static async create(): Promise<Certificates> {
    const folder = await mkdtemp(join(tmpdir(), 'rewards-inner-tls-'))
    const authority = await Authority.create(`Inner test ${randomUUID()}`)
    await writeFile(join(folder, 'ca.pem'), authority.pem)
    return new Certificates(folder, authority)
  }

  /** Writes a certificate, for 127.0.0.1 unless told otherwise, in the place of the one of that name before. */
  async issue(name: string, options: Partial<CertificateOptions> = {}): Promise<IssuedFiles> {
    return writeIssued(this.folder, name, await this.#authority.issue({ names: ['127.0.0.1'], ...options }))
  }

  /** An end with a new certificate, a logger that remembers, and what else its configuration says. */
  async end(name: string, config: Partial<InnerTlsConfig> = {}, names = ['127.0.0.1']): Promise<End> {
    const lines: string[] = []
    const logger = createLogger({ service: name, level: 'info' }, { write: line => void lines.push(line) })
    const life = {
      logger,
      onStop: (_: string, step: () => Promise<void> | void) => void this.#steps.push(step),
    }
    const tls = await openInnerTls(
      { ...(await this.config(name, names)), ...config },
      'serves and calls',
      life,
      { everyMs: 20 },
    )
    if (!tls) throw new Error('this end speaks in plain text')
    return { tls, said: words => lines.filter(line => line.includes(words)).length }
  }

  async config(name: string, names = ['127.0.0.1']): Promise<InnerTlsConfig> {
    const { certPath, keyPath } = await this.issue(name, { names })
    const innerTlsCa = join(this.folder, 'ca.pem')
    return {
      innerTls: 'mutual',
      innerTlsCa,
      innerTlsCert: certPath,
      innerTlsKey: keyPath,
      innerTlsName: undefined,
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const step of this.#steps) await step()
    await rm(this.folder, { recursive: true })
  }
}
