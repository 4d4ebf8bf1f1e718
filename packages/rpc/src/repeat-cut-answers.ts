import type { DescService } from '@bufbuild/protobuf'
import {
  InterceptingCall,
  type InterceptingListener,
  type Interceptor,
  type InterceptorOptions,
  type Metadata,
  type NextCall,
  status,
} from '@grpc/grpc-js'
import { pathOf } from './method-path.ts'
import { mayRepeat } from './service-config.ts'

/**
 * Repeats, once, a unary call whose connection broke in the middle of its answer, where the contract lets it be repeated.
 * grpc-js itself does not: to it, the first headers of an answer mean that the call has been decided, and a server that is
 * killed while it answers leaves such halves behind.
 */
export function repeatCutAnswers(services: readonly DescService[]): Interceptor {
  const methods = services.flatMap(service => service.methods)
  const repeatable = methods.filter(method => method.methodKind === 'unary' && mayRepeat(method))
  const paths = new Set(repeatable.map(pathOf))
  return (options, nextCall) =>
    paths.has(options.method_definition.path)
      ? repeatableCall(options, nextCall)
      : new InterceptingCall(nextCall(options))
}

function repeatableCall(options: InterceptorOptions, nextCall: NextCall): InterceptingCall {
  const first = nextCall(options)
  let current = first
  let request: unknown
  const repeat = (metadata: Metadata, listener: InterceptingListener) => {
    current = nextCall(options)
    current.start(metadata, listener)
    current.sendMessage(request)
    current.halfClose()
  }
  return new InterceptingCall(first, {
    start(metadata, listener, next) {
      const again = metadata.clone()
      next(
        metadata,
        unlessCut(listener, () => repeat(again, listener)),
      )
    },
    sendMessage(message, next) {
      request = message
      next(message)
    },
    cancel(next) {
      if (current === first) next()
      else current.cancelWithStatus(status.CANCELLED, 'Cancelled on client')
    },
  })
}

/** Passes an answer on once it is whole, or has failed for another reason. */
function unlessCut(listener: InterceptingListener, cut: () => void): InterceptingListener {
  let headers: Metadata | undefined
  let message: unknown = null
  return {
    onReceiveMetadata: metadata => {
      headers = metadata
    },
    onReceiveMessage: received => {
      message = received
    },
    onReceiveStatus: end => {
      if (headers && end.code === status.UNAVAILABLE) return cut()
      if (headers) listener.onReceiveMetadata(headers)
      listener.onReceiveMessage(message)
      listener.onReceiveStatus(end)
    },
  }
}
