import {
  create,
  type DescMessage,
  type DescMethodUnary,
  fromBinary,
  type MessageInitShape,
  type MessageShape,
  toBinary,
} from '@bufbuild/protobuf'
import { Client, credentials, Metadata } from '@grpc/grpc-js'
import { fromGrpcError, pathOf, tellOrigin } from '@rewards/rpc'

/** Makes a call as the gateway passes one on that came from this address, by a program of this name. */
export type CallFrom = <I extends DescMessage, O extends DescMessage>(
  address: string,
  method: DescMethodUnary<I, O>,
  request: MessageInitShape<I>,
  userAgent?: string,
) => Promise<MessageShape<O>>

/** Calls of the service on this port; to be closed. */
export function callsTo(port: number): { readonly callFrom: CallFrom; close(): void } {
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure())
  const callFrom: CallFrom = (address, method, request, userAgent) => {
    const metadata = new Metadata()
    tellOrigin(metadata, { address, ...(userAgent !== undefined && { userAgent }) })
    const { promise, resolve, reject } = Promise.withResolvers<MessageShape<typeof method.output>>()
    client.makeUnaryRequest(
      pathOf(method),
      (message: MessageShape<typeof method.input>) => Buffer.from(toBinary(method.input, message)),
      bytes => fromBinary(method.output, bytes),
      create(method.input, request),
      metadata,
      (error, response) => (error ? reject(fromGrpcError(error)) : resolve(response as never)),
    )
    return promise
  }
  return { callFrom, close: () => client.close() }
}
