import type { Socket } from 'node:net'
import type { Limits } from '../limits.ts'
import { callerNetwork } from '../rates/caller-address.ts'
import { Places } from '../rates/places.ts'

/**
 * Whether a new connection may stay; one too many from its address is destroyed. So one address cannot take all the places
 * there are. Behind proxies that are trusted they are the proxies' own connections, and not counted.
 */
export function connectionsPerAddress({
  maxConnectionsPerAddress,
  trustedHops,
}: Limits): (socket: Socket) => boolean {
  const places = new Places(maxConnectionsPerAddress)
  return socket => {
    if (trustedHops > 0) return true
    const giveBack = places.take(callerNetwork(socket.remoteAddress))
    if (giveBack) socket.once('close', giveBack)
    else socket.destroy()
    return giveBack !== undefined
  }
}
