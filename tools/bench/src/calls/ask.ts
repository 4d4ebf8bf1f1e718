import { Metadata } from '@grpc/grpc-js'
import type { Channel } from '@rewards/rpc'

/** Makes one unary call: bytes there, bytes back. Rejects with grpc-js's error. */
export type Ask = (path: string, request: Buffer, token: string) => Promise<Buffer>

const WITHIN_MS = 10_000

/** The one way in which every measured call is made, floors and claims alike, so that ratios compare nothing but servers. */
export function askOver({ grpc }: Channel): Ask {
  return (path, request, token) => {
    const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
    const metadata = new Metadata()
    metadata.set('authorization', `Bearer ${token}`)
    const options = { deadline: Date.now() + WITHIN_MS }
    grpc.makeUnaryRequest(path, asIs, asIs, request, metadata, options, (error, answer) =>
      error ? reject(error) : resolve(answer as Buffer),
    )
    return promise
  }
}

function asIs(bytes: Buffer): Buffer {
  return bytes
}
