import type { DescMethod } from '@bufbuild/protobuf'
import type { ServiceError, StatusObject } from '@grpc/grpc-js'
import type { Backend } from './backends.ts'
import { cancelOn } from './cancel-on.ts'
import { callOf, deadlineOf, type Forwarding, type Message, type UnaryForward, wireOf } from './forwarding.ts'
import { copyMetadata } from './metadata.ts'
import { outcomeOf } from './outcome.ts'

/** Passes a unary call on. It is answered on `status`, because only then are the trailers there. */
export function forwardUnary(method: DescMethod, backend: Backend, forwarding: Forwarding): UnaryForward {
  const { limits, requestMetadata } = forwarding
  const { path, serialize, deserialize } = wireOf(method)
  return async (request, context) => {
    const { signal } = context
    const call = callOf(context)
    const { promise, resolve, reject } = Promise.withResolvers<Message>()
    let failure: ServiceError | null = null
    let response: Message | undefined
    const inner = backend.channel.grpc.makeUnaryRequest(
      path,
      serialize,
      deserialize,
      request,
      requestMetadata(context, call),
      { deadline: deadlineOf(context, limits.defaultDeadlineMs, limits.longestDeadlineMs) },
      (error, answer) => {
        failure = error
        response = answer
      },
    )
    inner.on('metadata', headers => copyMetadata(headers, context.responseHeader))
    inner.on('status', (end: StatusObject) => {
      copyMetadata(end.metadata, context.responseTrailer)
      const error = outcomeOf(failure ?? end, { call, signal, backend: backend.name }, forwarding)
      if (response && !error) resolve(response)
      else reject(error)
    })
    const release = cancelOn(signal, inner)
    return promise.finally(release)
  }
}
