import type { ConnectionOptions } from '@nats-io/nats-core'

/** Where a client connects to, and as whom, as the client library wants it. */
export type ServerList = Pick<ConnectionOptions, 'servers' | 'user' | 'pass' | 'token' | 'tls'>

const FORM = /^(?:(?<scheme>[a-z]+):\/\/)?(?:(?<credentials>[^@]*)@)?(?<host>[^@]*)$/i

/**
 * Reads the usual written form, of which the client library knows only a single host without credentials: URLs, or lists of
 * them separated by commas, `nats://ann:secret@nats1:4222,nats2:4222`. The first credentials count for all servers: `user:password`,
 * or a token, percent-encoded. With `tls://` at the first, connections without TLS are refused; with `nats://` the server says
 * whether there is TLS.
 */
export function serverList(servers: string | readonly string[]): ServerList {
  const parts = [servers].flat().flatMap(urls => urls.split(',').map(part => FORM.exec(part.trim())?.groups))
  const { credentials } = parts.find(part => part?.credentials) ?? {}
  return {
    servers: parts.flatMap(part => part?.host || []),
    ...(credentials !== undefined && authOf(credentials)),
    ...(parts[0]?.scheme === 'tls' && { tls: {} }),
  }
}

function authOf(credentials: string): Pick<ServerList, 'user' | 'pass' | 'token'> {
  const [name = '', ...rest] = credentials.split(':')
  if (rest.length === 0) return { token: decodeURIComponent(name) }
  return { user: decodeURIComponent(name), pass: decodeURIComponent(rest.join(':')) }
}
