/** What an address says beyond what the driver reads in it. */
export interface Address {
  /** The name of a service's database begins with it. */
  readonly prefix: string
  /** Who is signed in where, unless the address says it: not in the database of its path, which is only a prefix. */
  readonly authSource: string | undefined
}

const PARTS = /^mongodb(?:\+srv)?:\/\/(?<server>[^/?]+)(?:\/(?<path>[^?]*))?(?:\?(?<options>.*))?$/
const PREFIX = /^[A-Za-z0-9_-]{1,30}$/

/** Reads an address. Throws one sentence, without what may be secret in it, when it is none. */
export function readAddress(url: string): Address {
  const { server, path, options = '' } = PARTS.exec(url)?.groups ?? {}
  if (server === undefined)
    throw new Error('the address of MongoDB is none; allowed is mongodb://HOST:PORT,…/PREFIX?OPTIONS')
  const prefix = path || 'rewards'
  if (!PREFIX.test(prefix))
    throw new Error(
      'the path of MongoDB’s address is no prefix of a database name; allowed are 1 to 30 of A-Z, a-z, 0-9, _ and -',
    )
  const isSignedIn = server.includes('@') && !/(^|&)authSource=/i.test(options)
  return { prefix, authSource: isSignedIn ? 'admin' : undefined }
}
