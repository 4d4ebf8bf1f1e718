import type { ConnectionOptions } from '@nats-io/nats-core'

/** Where a client connects to, and as whom, as the client library wants it. */
export type ServerList = Pick<ConnectionOptions, 'servers' | 'user' | 'pass' | 'token' | 'tls'>

const FORM = /^(?:(?<scheme>[a-z]+):\/\/)?(?:(?<credentials>[^@]*)@)?(?<host>[^@]*)$/i

/**
 * Reads the usual written form, of which the client library knows only a single host without credentials: URLs, or lists of
 * them separated by commas, `nats://ann:secret@nats1:4222,nats2:4222`. The first credentials count for all servers: `user:password`,
 * or a token, percent-encoded. With `tls://` at the first, connections without TLS are refused; with `nats://` the server says
 * whether there is TLS. Throws one sentence, without credentials, for what can never be connected to.
 */
export function serverList(servers: string | readonly string[]): ServerList {
  const parts = [servers].flat().flatMap(urls => urls.split(',').map(part => FORM.exec(part.trim())?.groups))
  const { credentials } = parts.find(part => part?.credentials) ?? {}
  const hosts = parts.flatMap(part => part?.host || [])
  const wrong = parts.some(part => part === undefined) || hosts.length === 0 || !hosts.every(isHost)
  if (wrong) throw refused('a host, or host:port, is none')
  return {
    servers: hosts,
    ...(credentials !== undefined && authOf(credentials)),
    ...(parts[0]?.scheme === 'tls' && { tls: {} }),
  }
}

function authOf(credentials: string): Pick<ServerList, 'user' | 'pass' | 'token'> {
  const [name = '', ...rest] = credentials.split(':')
  if (rest.length === 0) return { token: decoded(name) }
  return { user: decoded(name), pass: decoded(rest.join(':')) }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw refused('its credentials are not percent-encoded')
  }
}

/** As the client library will read it. */
function isHost(host: string): boolean {
  return !/\s/.test(host) && URL.canParse(`http://${host}`)
}

function refused(why: string): Error {
  return new Error(`the address of the broker is no list of servers: ${why}`)
}
