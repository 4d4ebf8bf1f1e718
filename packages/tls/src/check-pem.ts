import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import type { NamedFile } from './read-tls-files.ts'
import { TlsFilesError } from './tls-files-error.ts'

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g

/** The certificates of a file that were checked. */
export interface Certificates {
  readonly first: X509Certificate
  /** All of them, and nothing else: OpenSSL overlooks one that does not begin on a line of its own. */
  readonly pem: string
}

/** All certificates of the file are valid at `now`, and there is one. Throws a `TlsFilesError`. */
export function checkCertificates(file: NamedFile, text: string, now: number): Certificates {
  const pems = text.match(CERTIFICATE) ?? []
  const certificates = pems.map(one => parseCertificate(file, one))
  const [first] = certificates
  if (!first) throw new TlsFilesError(file, 'it holds no certificate in PEM')
  for (const certificate of certificates) checkDates(file, certificate, now)
  return { first, pem: `${pems.join('\n')}\n` }
}

function parseCertificate(file: NamedFile, pem: string): X509Certificate {
  try {
    return new X509Certificate(pem)
  } catch (cause) {
    throw new TlsFilesError(file, 'a certificate in it is broken', cause)
  }
}

function checkDates(
  file: NamedFile,
  { subject, validFromDate, validToDate }: X509Certificate,
  now: number,
): void {
  const which = `the certificate of ${subject.replaceAll('\n', ', ')}`
  if (validToDate.getTime() < now)
    throw new TlsFilesError(file, `${which} expired on ${validToDate.toISOString()}`)
  if (validFromDate.getTime() > now)
    throw new TlsFilesError(file, `${which} is not valid before ${validFromDate.toISOString()}`)
}

/** The key is that of the certificate. Throws a `TlsFilesError`. */
export function checkKey(file: NamedFile, pem: string, certificate: X509Certificate, of: NamedFile): void {
  if (certificate.checkPrivateKey(parseKey(file, pem))) return
  throw new TlsFilesError(
    file,
    `the key is not that of the certificate in ${JSON.stringify(of.path)} (${of.variable})`,
  )
}

function parseKey(file: NamedFile, pem: string): KeyObject {
  try {
    return createPrivateKey(pem)
  } catch (cause) {
    throw new TlsFilesError(file, 'it holds no private key in PEM, or one that is encrypted', cause)
  }
}
