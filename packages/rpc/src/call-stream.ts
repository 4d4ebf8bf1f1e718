import {
  create,
  type DescMessage,
  type DescMethod,
  fromBinary,
  type MessageInitShape,
  type MessageShape,
  toBinary,
} from '@bufbuild/protobuf'
import type { ServiceError } from '@grpc/grpc-js'
import type { CallOptions } from './call-options.ts'
import type { Channel } from './channel.ts'
import { fromGrpcError } from './grpc-errors.ts'
import { pathOf } from './method-path.ts'
import { outgoingDeadline, outgoingMetadata, outgoingSignal } from './outgoing.ts'

const DEFAULT_TIMEOUT_MS = 3_600_000

/** Makes a server-streaming call, when iteration begins. Leaving the loop cancels it; a slow reader holds the server back. */
export async function* callStream<I extends DescMessage, O extends DescMessage>(
  method: DescMethod & { input: I; output: O },
  { grpc }: Channel,
  request: MessageInitShape<I>,
  options: CallOptions,
): AsyncGenerator<MessageShape<O>, void, undefined> {
  const signal = outgoingSignal(options)
  signal?.throwIfAborted()
  const call = grpc.makeServerStreamRequest(
    pathOf(method),
    (message: MessageShape<I>) => Buffer.from(toBinary(method.input, message)),
    bytes => fromBinary(method.output, bytes),
    create(method.input, request),
    outgoingMetadata(options),
    { deadline: outgoingDeadline(options, DEFAULT_TIMEOUT_MS) },
  )
  const cancel = () => call.cancel()
  signal?.addEventListener('abort', cancel, { once: true })
  try {
    for await (const message of call) yield message as MessageShape<O>
  } catch (error) {
    throw signal?.aborted ? signal.reason : fromGrpcError(error as ServiceError)
  } finally {
    signal?.removeEventListener('abort', cancel)
    call.cancel()
  }
}
