import { headers, type MsgHdrs } from '@nats-io/nats-core'

/** The protobuf full name of a message. */
export const TYPE_HEADER = 'rewards-type'
/** The sender's id for a message. */
export const ID_HEADER = 'rewards-id'

/** Headers as the broker carries them. */
export function toHeaders(record: Readonly<Record<string, string>>): MsgHdrs {
  const all = headers()
  for (const [key, value] of Object.entries(record)) all.set(key, value)
  return all
}

/** The first value of each header. */
export function fromHeaders(all: MsgHdrs | undefined): Record<string, string> {
  return Object.fromEntries((all?.keys() ?? []).map(key => [key, all?.get(key) ?? '']))
}
