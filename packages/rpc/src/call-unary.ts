import {
  create,
  type DescMessage,
  type DescMethod,
  fromBinary,
  type MessageInitShape,
  type MessageShape,
  toBinary,
} from '@bufbuild/protobuf'
import type { CallOptions } from './call-options.ts'
import type { Channel } from './channel.ts'
import { fromGrpcError } from './grpc-errors.ts'
import { pathOf } from './method-path.ts'
import { outgoingDeadline, outgoingMetadata, outgoingSignal } from './outgoing.ts'

const DEFAULT_TIMEOUT_MS = 5_000

/** Makes a unary call. */
export async function callUnary<I extends DescMessage, O extends DescMessage>(
  method: DescMethod & { input: I; output: O },
  { grpc }: Channel,
  request: MessageInitShape<I>,
  options: CallOptions,
): Promise<MessageShape<O>> {
  const { promise, resolve, reject } = Promise.withResolvers<MessageShape<O>>()
  const signal = outgoingSignal(options)
  signal?.throwIfAborted()
  const call = grpc.makeUnaryRequest(
    pathOf(method),
    (message: MessageShape<I>) => Buffer.from(toBinary(method.input, message)),
    bytes => fromBinary(method.output, bytes),
    create(method.input, request),
    outgoingMetadata(options),
    { deadline: outgoingDeadline(options, DEFAULT_TIMEOUT_MS) },
    (error, response) =>
      error
        ? reject(signal?.aborted ? signal.reason : fromGrpcError(error))
        : resolve(response as MessageShape<O>),
  )
  const cancel = () => call.cancel()
  signal?.addEventListener('abort', cancel, { once: true })
  return promise.finally(() => signal?.removeEventListener('abort', cancel))
}
