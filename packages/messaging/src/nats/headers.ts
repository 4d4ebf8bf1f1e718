import { headers, type MsgHdrs } from '@nats-io/nats-core'
import { PermanentFailure } from '../permanent-failure.ts'

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

/** A message's headers, read. */
export interface ReadHeaders {
  /** The first value of each; none when they cannot be read. */
  readonly values: Readonly<Record<string, string>>
  /** Why they cannot be read; absent when they can. The library throws at bytes that it would not write itself. */
  readonly unreadable?: PermanentFailure
}

/** Reads the headers of a message, which are whatever its sender wrote. Never throws. */
export function readHeaders(message: { readonly headers?: MsgHdrs | undefined }): ReadHeaders {
  try {
    const all = message.headers // the library decodes them at each look
    return { values: Object.fromEntries((all?.keys() ?? []).map(key => [key, all?.get(key) ?? ''])) }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    const sentence = `the headers of the message cannot be read: ${reason}`
    return { values: {}, unreadable: new PermanentFailure(sentence, { cause }) }
  }
}
