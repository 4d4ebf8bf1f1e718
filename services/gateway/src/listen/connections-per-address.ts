import type { Socket } from 'node:net'
import type { Limits } from '../limits.ts'
import { callerNetwork } from '../rates/caller-address.ts'
import { Places } from '../rates/places.ts'

/** How many calls at once a connection is offered over HTTP/2: all that a connection may have, or few. */
export type Width = 'wide' | 'narrow'

/**
 * How wide a new connection is; one too many from its address is destroyed, and `undefined`. So one address cannot take all
 * the places there are. Wide are as many as fill what the address may have open; the calls of further ones would mostly be refused,
 * and thousands that come in one moment take memory each before they can be. Behind proxies that are trusted they are the
 * proxies' own connections, not counted, and wide.
 */
export function connectionsPerAddress({
  maxConnectionsPerAddress,
  maxCallsPerAddress,
  maxStreamsPerConnection,
  trustedHops,
}: Limits): (socket: Socket) => Width | undefined {
  const places = new Places(maxConnectionsPerAddress)
  const mostWide = Math.ceil(maxCallsPerAddress / maxStreamsPerConnection)
  return socket => {
    if (trustedHops > 0) return 'wide'
    const network = callerNetwork(socket.remoteAddress)
    const width = places.taken(network) < mostWide ? 'wide' : 'narrow'
    const giveBack = places.take(network)
    if (giveBack) socket.once('close', giveBack)
    else socket.destroy()
    return giveBack && width
  }
}
