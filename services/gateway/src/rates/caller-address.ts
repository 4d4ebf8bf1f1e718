import type { IncomingHttpHeaders } from 'node:http'
import { networkOf } from './network.ts'

/** Where a request came from, as its connection and its headers say. */
export interface Origin {
  readonly headers: IncomingHttpHeaders
  readonly socket: { readonly remoteAddress?: string | undefined }
}

/** What a request is counted under whose connection is gone already. */
const UNKNOWN = 'unknown'

/**
 * The network that a request is counted under. Without trusted hops that of its connection, whatever the headers say. With
 * `trustedHops` proxies in front, each of which adds to X-Forwarded-For whom it was called by, the entry that the outermost
 * of them wrote: the one so many from the end. What stands before it came from the caller. A header that is too short, or
 * no address, was not written by those proxies: then the connection counts.
 */
export function callerNetwork({ headers, socket }: Origin, trustedHops: number): string {
  const direct = networkOf(socket.remoteAddress ?? '') ?? UNKNOWN
  if (trustedHops === 0) return direct
  const entry = String(headers['x-forwarded-for'] ?? '')
    .split(',')
    .at(-trustedHops)
  return networkOf(entry ?? '') ?? direct
}
