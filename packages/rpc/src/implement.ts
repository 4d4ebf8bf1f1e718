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

/** Answers one request with one message. */
export type UnaryHandler<I extends DescMessage, O extends DescMessage> = (
  request: MessageShape<I>,
  context: CallContext,
) => Promise<MessageInitShape<O>>

/** Answers one request with messages until it returns; it is asked for the next only when the caller has room. */
export type StreamHandler<I extends DescMessage, O extends DescMessage> = (
  request: MessageShape<I>,
  context: CallContext,
) => AsyncIterable<MessageInitShape<O>>

/** The handlers of a service, one for each method of its contract. */
export type Handlers<S extends DescService> = { readonly [K in keyof S['method']]: HandlerOf<S['method'][K]> }

type HandlerOf<M> =
  M extends DescMethodUnary<infer I, infer O>
    ? UnaryHandler<I, O>
    : M extends DescMethodServerStreaming<infer I, infer O>
      ? StreamHandler<I, O>
      : never

/** A handler whose types were checked where it was given. */
export type AnyHandler = (request: MessageShape<DescMessage>, context: CallContext) => unknown

/** A service and its handlers, for `createServer`. */
export interface Implementation {
  readonly service: DescService
  readonly handlerOf: (method: DescMethod) => AnyHandler
}

/** Joins a service of the contract with its handlers. Throws when a method has none. */
export function implement<S extends DescService>(service: S, handlers: Handlers<S>): Implementation {
  const table = new Map(Object.entries<unknown>(handlers))
  for (const method of service.methods)
    if (typeof table.get(method.localName) !== 'function')
      throw new Error(`${service.typeName}.${method.name} has no handler`)
  return { service, handlerOf: method => table.get(method.localName) as AnyHandler }
}
