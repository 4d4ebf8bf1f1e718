import type { DescMessage, MessageInitShape } from '@bufbuild/protobuf'
import type { handleUnaryCall } from '@grpc/grpc-js'
import { decodeRequest, encode } from './codec.ts'
import { type Route, type Serving, serve } from './serve.ts'
import { untilAborted } from './until-aborted.ts'

/** The grpc-js handler of a unary method. */
export function unaryCall(route: Route, serving: Serving): handleUnaryCall<Buffer, Buffer> {
  const { input, output } = route.method
  return (call, callback) => {
    void serve(
      route,
      call,
      serving,
      async context => {
        const request = decodeRequest(input, call.request)
        const work = Promise.try(() => route.handler(request, context))
        const response = await untilAborted(serving.inFlight.track(work), context.signal)
        const message = response as MessageInitShape<DescMessage>
        callback(null, encode(output, message, serving.limits.maxResponseBytes))
      },
      callback,
    )
  }
}
