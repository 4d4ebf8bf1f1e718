import type { Metadata } from '@grpc/grpc-js'
import { addressOf } from './network.ts'

/**
 * Where a call came from, as the gateway saw it and passed it on. Good for limits, lists of sessions and the audit; it never
 * decides who the caller is. Whoever reaches a service's own port can say what they like here: that port is for services.
 */
export interface CallOrigin {
  /** An IPv4 or IPv6 address; absent when the call did not pass the gateway. */
  readonly address?: string
  /** What the caller's program calls itself, at most 256 printable ASCII characters. */
  readonly userAgent?: string
}

const ADDRESS = 'rewards-caller-address'
const USER_AGENT = 'rewards-caller-agent'
const LONGEST_USER_AGENT = 256

/** Tells the service behind where a call came from. For the gateway alone. */
export function tellOrigin(metadata: Metadata, { address, userAgent }: CallOrigin): void {
  if (address !== undefined) metadata.set(ADDRESS, address)
  if (userAgent !== undefined) metadata.set(USER_AGENT, printable(userAgent))
}

/** What a call's metadata says of its origin; what is malformed is left out. */
export function originOf(metadata: Metadata): CallOrigin {
  const address = addressOf(String(metadata.get(ADDRESS)[0] ?? ''))
  const userAgent = printable(String(metadata.get(USER_AGENT)[0] ?? ''))
  return { ...(address !== undefined && { address }), ...(userAgent !== '' && { userAgent }) }
}

/** Metadata carries nothing else, and neither would a line of a log. */
function printable(text: string): string {
  return text
    .replace(/[^\x20-\x7e]/g, '?')
    .slice(0, LONGEST_USER_AGENT)
    .trim()
}
