import { randomBytes } from 'node:crypto'

/** A W3C trace context header, version 00: `00-<32 hex trace id>-<16 hex parent id>-<2 hex flags>`. */
export type Traceparent = string

const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/

/** Begins a trace. */
export function newTraceparent(): Traceparent {
  const random = randomBytes(24).toString('hex')
  return `00-${random.slice(0, 32)}-${random.slice(32)}-01`
}

/** Whether the header is there and well-formed. */
export function isTraceparent(header: string | undefined): header is Traceparent {
  return header !== undefined && TRACEPARENT.test(header)
}

/** The header if it is well-formed, else a new trace: a malformed header is never passed on. */
export function acceptTraceparent(header: string | undefined): Traceparent {
  return isTraceparent(header) ? header : newTraceparent()
}

/** The same trace for the next hop, with a parent id of its own. */
export function childTraceparent(parent: Traceparent): Traceparent {
  return `${parent.slice(0, 36)}${randomBytes(8).toString('hex')}${parent.slice(52)}`
}

/** The 32 hex digits that all hops of a trace share. */
export function traceIdOf(traceparent: Traceparent): string {
  return traceparent.slice(3, 35)
}
