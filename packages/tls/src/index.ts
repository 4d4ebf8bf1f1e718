export { type OpenTls, openTlsFiles, type TlsFilesOptions } from './open-tls-files.ts'
export {
  type NamedFile,
  readTlsFiles,
  type TlsFiles,
  TlsFilesError,
  type TlsMaterial,
} from './read-tls-files.ts'
export { seldom } from './seldom.ts'
export { TLS_FLOOR } from './tls-floor.ts'
