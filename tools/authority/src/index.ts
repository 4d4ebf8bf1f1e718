export { Authority, type CertificateOptions, type Issued } from './authority.ts'
export { type IssuedFiles, writeIssued } from './issued-files.ts'
