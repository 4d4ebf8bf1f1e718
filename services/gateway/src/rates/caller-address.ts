import type { IncomingHttpHeaders } from 'node:http'
import { addressOf, networkOf } from '@rewards/rpc'

/** Where a request came from, as its connection and its headers say. */
export interface Origin {
  readonly headers: IncomingHttpHeaders
  readonly socket: { readonly remoteAddress?: string | undefined }
}

/**
 * The address that a request came from. Without trusted hops that of its connection, whatever the headers say. With
 * `trustedHops` proxies in front, each of which adds to X-Forwarded-For whom it was called by, the entry that the outermost
 * of them wrote: the one so many from the end. What stands before it came from the caller. A header that is too short, or
 * no address, was not written by those proxies: then the connection counts. `undefined` when that is gone already.
 */
export function callerAddress({ headers, socket }: Origin, trustedHops: number): string | undefined {
  const direct = addressOf(socket.remoteAddress ?? '')
  if (trustedHops === 0) return direct
  const entry = String(headers['x-forwarded-for'] ?? '')
    .split(',')
    .at(-trustedHops)
  return addressOf(entry ?? '') ?? direct
}

/** What a request is counted under: the network of its address, see `networkOf`. */
export function callerNetwork(address: string | undefined): string {
  return networkOf(address ?? '') ?? 'unknown'
}
