import { create, type DescMethod, type DescService, fromBinary, toBinary } from '@bufbuild/protobuf'
import {
  type Metadata,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerUnaryCall,
  type sendUnaryData,
  type UntypedHandleCall,
} from '@grpc/grpc-js'
import { AuthService } from '@rewards/contracts/auth'
import { healthCheck, pathOf, SERVING_STATUS } from '@rewards/rpc'
import { type SigningKey, signingKey } from './tokens.ts'

/** Handlers in the shape of grpc-js, by path; a method without one answers with an empty message. */
export type RawHandlers = Readonly<Record<string, UntypedHandleCall>>

/** A call that reached a backend. */
export interface Reached {
  readonly path: string
  readonly metadata: Metadata
}

/** Stands for the processes behind the gateway: serves any service by its descriptor, and remembers who came. */
export class FakeBackend {
  readonly reached: Reached[] = []
  port = 0
  readonly #services: readonly DescService[]
  readonly #handlers: RawHandlers
  #status: number = SERVING_STATUS.SERVING
  #server: Server | undefined

  constructor(services: readonly DescService[], handlers: RawHandlers = {}) {
    this.#services = services
    this.#handlers = handlers
  }

  get address(): string {
    return `127.0.0.1:${this.port}`
  }

  /** Listens on a free port, or on the one it had. */
  async start(): Promise<void> {
    const server = new Server()
    for (const service of this.#services) for (const method of service.methods) this.#add(server, method)
    this.#add(server, healthCheck)
    const bound = Promise.withResolvers<number>()
    server.bindAsync(`127.0.0.1:${this.port}`, ServerCredentials.createInsecure(), (error, port) =>
      error ? bound.reject(error) : bound.resolve(port),
    )
    this.port = await bound.promise
    this.#server = server
  }

  /** Dies without a word. */
  stop(): void {
    this.#server?.forceShutdown()
    this.#server = undefined
  }

  setServing(serving: boolean): void {
    this.#status = serving ? SERVING_STATUS.SERVING : SERVING_STATUS.NOT_SERVING
  }

  #add(server: Server, method: DescMethod): void {
    const { path, serialize, deserialize } = codecOf(method)
    const handler = this.#handlers[path] ?? (method === healthCheck ? this.#health() : answerEmpty(method))
    server.register(
      path,
      this.#noting(path, handler) as never,
      serialize,
      deserialize,
      KIND[method.methodKind],
    )
  }

  #health(): UntypedHandleCall {
    return unary(() => ({ status: this.#status }))
  }

  #noting(path: string, handler: UntypedHandleCall): UntypedHandleCall {
    return ((call: ServerUnaryCall<unknown, unknown>, callback: sendUnaryData<unknown>) => {
      this.reached.push({ path, metadata: call.metadata })
      return (handler as (...args: unknown[]) => void)(call, callback)
    }) as UntypedHandleCall
  }
}

function codecOf(method: DescMethod) {
  return {
    path: pathOf(method),
    serialize: (message: unknown) =>
      Buffer.from(toBinary(method.output, create(method.output, message as Record<string, unknown>))),
    deserialize: (bytes: Buffer) => fromBinary(method.input, bytes),
  }
}

const KIND = {
  unary: 'unary',
  server_streaming: 'serverStream',
  client_streaming: 'clientStream',
  bidi_streaming: 'bidi',
} as const

/** A handler that answers with what `answer` makes of the request. */
export function unary<R>(
  answer: (request: R, call: ServerUnaryCall<R, unknown>) => object,
): UntypedHandleCall {
  return ((call: ServerUnaryCall<R, unknown>, callback: sendUnaryData<unknown>) =>
    callback(null, answer(call.request, call))) as UntypedHandleCall
}

function answerEmpty({ methodKind }: DescMethod): UntypedHandleCall {
  if (methodKind === 'unary' || methodKind === 'client_streaming') return unary(() => ({}))
  return ((call: ServerDuplexStream<unknown, unknown>) => {
    call.write({})
    call.end()
  }) as UntypedHandleCall
}

export const testKey: SigningKey = await signingKey('k1')

/** Publishes the test's signing key, as auth does. */
export const publishTestKey: RawHandlers = {
  [pathOf(AuthService.method.getSigningKeys)]: unary(() => ({ keys: [testKey.published] })),
}
