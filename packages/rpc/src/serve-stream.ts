import type { DescMessage, MessageInitShape } from '@bufbuild/protobuf'
import type { handleServerStreamingCall, ServerWritableStream } from '@grpc/grpc-js'
import { RewardsError } from '@rewards/errors'
import type { CallScope } from './call-scope.ts'
import type { Caller } from './caller.ts'
import { decodeRequest, encode } from './codec.ts'
import { type Route, type Serving, serve } from './serve.ts'
import { untilAborted } from './until-aborted.ts'

/** The grpc-js handler of a server-streaming method. */
export function streamCall(route: Route, serving: Serving): handleServerStreamingCall<Buffer, Buffer> {
  return call => {
    void serve(
      route,
      call,
      serving,
      async (context, scope) => {
        const release = endWithToken(scope, context.caller, serving)
        try {
          const request = decodeRequest(route.method.input, call.request)
          const messages = route.handler(request, context) as AsyncIterable<MessageInitShape<DescMessage>>
          await pump(messages, call, route, serving, scope.signal)
        } finally {
          release()
        }
        call.end()
      },
      // The way to end a stream with a status: grpc-js has no other.
      status => call.emit('error', status),
    )
  }
}

/** The stream ends when its token expires, or counts no more; until the returned function is called. */
function endWithToken(scope: CallScope, caller: Caller | undefined, { now, verifier }: Serving): () => void {
  if (!caller) return () => undefined
  const message = 'the access token has expired; refresh it and resume'
  scope.endAfter(
    caller.expiresAtMs - now(),
    () => new RewardsError('unauthenticated', 'TOKEN_EXPIRED', message),
  )
  return verifier.onRevoked?.(caller, why => scope.abort(why)) ?? (() => undefined)
}

/** Sends every message, asking for the next only when the caller took the last ones; ends the handler with the call. */
async function pump(
  messages: AsyncIterable<MessageInitShape<DescMessage>>,
  call: ServerWritableStream<Buffer, Buffer>,
  { method }: Route,
  { inFlight, limits }: Serving,
  signal: AbortSignal,
): Promise<void> {
  const iterator = messages[Symbol.asyncIterator]()
  const next = () => untilAborted(inFlight.track(iterator.next()), signal)
  try {
    for (let step = await next(); !step.done; step = await next())
      if (!call.write(encode(method.output, step.value, limits.maxResponseBytes))) await drained(call, signal)
  } catch (error) {
    // Not awaited: a generator that ignores the signal would hold the answer back for as long as it likes.
    void inFlight.track(Promise.resolve(iterator.return?.())).catch(() => undefined)
    throw error
  }
}

function drained(call: ServerWritableStream<Buffer, Buffer>, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  call.once('drain', resolve)
  return untilAborted(promise, signal).finally(() => call.off('drain', resolve))
}
