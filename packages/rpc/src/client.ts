import type {
  DescMessage,
  DescMethod,
  DescMethodServerStreaming,
  DescMethodUnary,
  DescService,
  MessageInitShape,
  MessageShape,
} from '@bufbuild/protobuf'
import type { CallContext } from './call-context.ts'
import { callStream } from './call-stream.ts'
import { callUnary } from './call-unary.ts'
import type { Channel } from './channel.ts'

/** What a call may be given beside its request. */
export interface CallOptions {
  /** The access token to call with; without it the call is anonymous. Never taken from `context` by itself. */
  readonly token?: string
  /** Aborting it cancels the call, which rejects with the signal's reason. */
  readonly signal?: AbortSignal
  /** The longest time to wait. Default 5 s for unary calls, 1 h for streams. */
  readonly timeoutMs?: number
  /** The call that this one is made for: its remaining time, its signal and its trace apply here too. */
  readonly context?: Pick<CallContext, 'deadlineMs' | 'signal' | 'traceparent'>
}

/** The methods of a service as functions. They reject with `RewardsError`, or `RemoteFailure` for a defect over there. */
export type Client<S extends DescService> = { readonly [K in keyof S['method']]: Call<S['method'][K]> }

type Call<M> =
  M extends DescMethodUnary<infer I, infer O>
    ? (request: MessageInitShape<I>, options?: CallOptions) => Promise<MessageShape<O>>
    : M extends DescMethodServerStreaming<infer I, infer O>
      ? (request: MessageInitShape<I>, options?: CallOptions) => AsyncIterable<MessageShape<O>>
      : never

/** A typed client of the service over a channel. Throws for methods of a kind that is not supported. */
export function createClient<S extends DescService>(service: S, channel: Channel): Client<S> {
  const calls = service.methods.map(method => [method.localName, callOf(method, channel)] as const)
  return Object.fromEntries(calls) as Client<S>
}

function callOf(method: DescMethod, channel: Channel) {
  const { methodKind, parent, name } = method
  if (methodKind === 'unary')
    return (request: MessageInitShape<DescMessage>, options: CallOptions = {}) =>
      callUnary(method, channel, request, options)
  if (methodKind === 'server_streaming')
    return (request: MessageInitShape<DescMessage>, options: CallOptions = {}) =>
      callStream(method, channel, request, options)
  throw new Error(
    `${parent.typeName}.${name} is ${methodKind}; supported are unary and server_streaming methods`,
  )
}
