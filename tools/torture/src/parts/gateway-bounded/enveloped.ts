/** A message of a stream, as gRPC and Connect prefix it. */
export function enveloped(flags: number, bytes: Uint8Array): Buffer {
  const prefix = Buffer.from([flags, 0, 0, 0, 0])
  prefix.writeUInt32BE(bytes.length, 1)
  return Buffer.concat([prefix, bytes])
}
