import { Metadata, type ServiceError } from '@grpc/grpc-js'
import type { Channel } from '../src/index.ts'

/** A unary call of bytes with headers, as a foreign client would make it; resolves to its error, if any. */
export function rawCall(
  channel: Channel,
  method: string,
  headers: Record<string, string>,
  body = Buffer.alloc(0),
) {
  const { promise, resolve } = Promise.withResolvers<ServiceError | null>()
  const metadata = new Metadata()
  for (const [name, value] of Object.entries(headers)) metadata.set(name, value)
  const options = { deadline: Date.now() + 5_000 }
  channel.grpc.makeUnaryRequest(
    `/rewards.test.v1.EchoService/${method}`,
    asIs,
    asIs,
    body,
    metadata,
    options,
    resolve,
  )
  return promise
}

function asIs(bytes: Buffer): Buffer {
  return bytes
}
