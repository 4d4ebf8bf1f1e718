import { InterceptingCall, type Interceptor, status } from '@grpc/grpc-js'
import { observeClientCall } from './observed-call.ts'

/** Measures each call of a channel, repeats included, and makes it a span of the trace that its metadata names. */
export const observeOutgoing: Interceptor = (options, nextCall) => {
  const method = options.method_definition.path.slice(1)
  return new InterceptingCall(nextCall(options), {
    start(metadata, _listener, next) {
      const call = observeClientCall(method, metadata.get('traceparent')[0]?.toString())
      metadata.set('traceparent', call.traceparent)
      next(metadata, {
        onReceiveMetadata: (headers, pass) => pass(headers),
        onReceiveMessage: (message, pass) => pass(message),
        onReceiveStatus(end, pass) {
          call.ended(status[end.code] ?? 'UNKNOWN')
          pass(end)
        },
      })
    },
  })
}
