import 'reflect-metadata'
import type { webcrypto } from 'node:crypto'
import {
  BasicConstraintsExtension,
  type JsonGeneralName,
  PemConverter,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509'

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const DAY_MS = 86_400_000

/** What a certificate says. */
export interface CertificateOptions {
  /** The DNS names and IP addresses that it is good for. */
  readonly names: readonly string[]
  /** Default: a day ago. */
  readonly notBefore?: Date
  /** Default: in a day. */
  readonly notAfter?: Date
}

/** A certificate and its key, both in PEM. */
export interface Issued {
  readonly cert: string
  readonly key: string
}

/** A certificate authority that nobody else trusts, in memory. */
export class Authority {
  /** Its own certificate, PEM: what has to be trusted. */
  readonly pem: string
  readonly #certificate: X509Certificate
  readonly #keys: webcrypto.CryptoKeyPair

  private constructor(certificate: X509Certificate, keys: webcrypto.CryptoKeyPair) {
    this.#certificate = certificate
    this.#keys = keys
    this.pem = certificate.toString('pem')
  }

  /** A new one; `name` is only for people. */
  static async create(name: string): Promise<Authority> {
    const keys = await newKeys()
    const certificate = await X509CertificateGenerator.createSelfSigned({
      name: `CN=${name}`,
      ...validity({}),
      signingAlgorithm: ALGORITHM,
      keys,
      extensions: [new BasicConstraintsExtension(true, undefined, true)],
    })
    return new Authority(certificate, keys)
  }

  /** A certificate for servers and for clients. */
  async issue({ names, ...dates }: CertificateOptions): Promise<Issued> {
    const keys = await newKeys()
    const certificate = await X509CertificateGenerator.create({
      subject: `CN=${names[0]}`,
      issuer: this.#certificate.subject,
      ...validity(dates),
      signingKey: this.#keys.privateKey,
      publicKey: keys.publicKey,
      signingAlgorithm: ALGORITHM,
      extensions: [new SubjectAlternativeNameExtension(names.map(generalName))],
    })
    const key = await crypto.subtle.exportKey('pkcs8', keys.privateKey)
    return { cert: certificate.toString('pem'), key: PemConverter.encode(key, 'PRIVATE KEY') }
  }
}

async function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
}

function validity({ notBefore, notAfter }: Omit<CertificateOptions, 'names'>) {
  const now = Date.now()
  return {
    notBefore: notBefore ?? new Date(now - DAY_MS),
    notAfter: notAfter ?? new Date(now + DAY_MS),
  }
}

function generalName(name: string): JsonGeneralName {
  return { type: /^[\d.]+$|:/.test(name) ? 'ip' : 'dns', value: name }
}
