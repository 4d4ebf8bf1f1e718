import { MongoSetupError } from './setup-error.ts'

const PARTS = /^(?<server>mongodb(?:\+srv)?:\/\/[^/?]+)(?:\/(?<path>[^?]*))?(?:\?(?<options>.*))?$/

/** The address with another database in its path; whom it signs in as, and where, stays the same. */
export function withDatabase(url: string, database: string): string {
  const { server, path, options = '' } = PARTS.exec(url)?.groups ?? {}
  if (server === undefined) throw new MongoSetupError('the address does not begin with mongodb://HOST')
  const list = options.split('&').filter(Boolean)
  // Without this, the database in the path would be asked for the user too.
  if (server.includes('@') && !list.some(option => option.startsWith('authSource=')))
    list.push(`authSource=${path || 'admin'}`)
  return `${server}/${database}${list.length > 0 ? `?${list.join('&')}` : ''}`
}

/** The address without who signs in, fit for titles and errors. */
export function withoutUser(url: string): string {
  return url.replace(/\/\/[^/?]*@/, '//')
}
