import type { Readable } from 'node:stream'

/** The suite's way to speak over pipes: each message behind its length, four bytes, the highest first. */
const PREFIX_BYTES = 4

/** The bytes to send for a message. */
export function delimited(message: Uint8Array): Buffer {
  const prefix = Buffer.alloc(PREFIX_BYTES)
  prefix.writeUInt32BE(message.length)
  return Buffer.concat([prefix, message])
}

/** The first message of a stream. The stream stays open. Rejects when it ends before the message does. */
export async function firstDelimited(stream: Readable): Promise<Buffer> {
  let seen: Buffer = Buffer.alloc(0)
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
    seen = Buffer.concat([seen, chunk])
    const end = seen.length < PREFIX_BYTES ? Infinity : PREFIX_BYTES + seen.readUInt32BE()
    if (seen.length >= end) return seen.subarray(PREFIX_BYTES, end)
  }
  throw new Error(`the stream ended after ${seen.length} bytes of a message`)
}
