import { once } from 'node:events'
import type { DescMethod } from '@bufbuild/protobuf'
import { ConnectError, type HandlerContext } from '@connectrpc/connect'
import { type ClientDuplexStream, type StatusObject, status } from '@grpc/grpc-js'
import type { Backend } from './backends.ts'
import type { Call } from './call.ts'
import { cancelOn } from './cancel-on.ts'
import { callOf, deadlineOf, type Forwarding, type Message, wireOf } from './forwarding.ts'
import { copyMetadata } from './metadata.ts'
import { outcomeOf } from './outcome.ts'

type Requests = AsyncIterable<Message> | Iterable<Message>
type InnerStream = ClientDuplexStream<Message, Message>

/**
 * Passes a stream on, of whatever kind: on the wire they are all the same. Neither side is read faster than the other
 * takes it. The stream ends with the gateway's stop, its caller, its caller's token, its deadline or the longest life of a
 * stream.
 */
export function forwardStream(
  method: DescMethod,
  backend: Backend,
  forwarding: Forwarding,
): (requests: Requests, context: HandlerContext) => AsyncGenerator<Message> {
  const { limits, endStreams, requestMetadata } = forwarding
  const { path, serialize, deserialize } = wireOf(method)
  return async function* (requests, context) {
    const call = callOf(context)
    const token = revocationOf(call, forwarding)
    const signal = AbortSignal.any([context.signal, endStreams, token.revoked])
    const deadline = deadlineOf(context, limits.longestStreamMs, limits.longestStreamMs)
    const metadata = requestMetadata(context, call)
    const inner = backend.channel.grpc.makeBidiStreamRequest(path, serialize, deserialize, metadata, {
      deadline,
    })
    inner.on('metadata', headers => copyMetadata(headers, context.responseHeader))
    const ended = endOf(inner)
    const sent = send(requests, inner, signal)
    try {
      yield* received(inner, signal)
    } finally {
      token.release()
    }
    const end = await ended
    copyMetadata(end.metadata, context.responseTrailer)
    const unreadable = end.code === status.CANCELLED ? await sent : undefined
    const error = unreadable ?? outcomeOf(end, { call, signal, backend: backend.name }, forwarding)
    if (error) throw error
  }
}

/** Aborted, with the refusal, when the caller's token counts no more; until it is released. */
function revocationOf({ caller }: Call, { verifier }: Forwarding) {
  const abort = new AbortController()
  const release = caller && verifier.onRevoked?.(caller, why => abort.abort(why))
  return { revoked: abort.signal, release: release ?? (() => undefined) }
}

function endOf(inner: InnerStream): Promise<StatusObject> {
  inner.on('error', () => undefined) // `status` tells the same, and comes in any case
  const { promise, resolve } = Promise.withResolvers<StatusObject>()
  inner.once('status', resolve)
  return promise
}

/** Resolves to the error when the caller's next message cannot be read: the inner call is cancelled then. */
async function send(
  requests: Requests,
  inner: InnerStream,
  signal: AbortSignal,
): Promise<ConnectError | undefined> {
  try {
    for await (const request of requests) if (!inner.write(request)) await once(inner, 'drain', { signal })
    inner.end()
    return undefined
  } catch (error) {
    inner.cancel()
    return error instanceof ConnectError ? error : undefined
  }
}

async function* received(inner: InnerStream, signal: AbortSignal): AsyncGenerator<Message> {
  const release = cancelOn(signal, inner)
  try {
    for await (const message of inner) yield message
  } catch {
    return // the call has failed, and its `status` says how
  } finally {
    release()
    inner.cancel()
  }
}
