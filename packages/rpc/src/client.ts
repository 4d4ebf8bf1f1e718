import type {
  DescMessage,
  DescMethod,
  DescMethodServerStreaming,
  DescMethodUnary,
  DescService,
  MessageInitShape,
  MessageShape,
} from '@bufbuild/protobuf'
import type { CallOptions } from './call-options.ts'
import { callStream } from './call-stream.ts'
import { callUnary } from './call-unary.ts'
import type { Channel } from './channel.ts'

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
