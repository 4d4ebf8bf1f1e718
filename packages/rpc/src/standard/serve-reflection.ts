import {
  create,
  type DescMethodBiDiStreaming,
  type DescService,
  fromBinary,
  toBinary,
} from '@bufbuild/protobuf'
import type { handleBidiStreamingCall, Server, ServerDuplexStream } from '@grpc/grpc-js'
import { pathOf } from '../method-path.ts'
import { HealthService } from './health-contract.ts'
import { type Reflector, reflectionOf } from './reflect.ts'
import { REFLECTION_METHODS, type ReflectionRequest } from './reflection-contract.ts'

type Call = ServerDuplexStream<ReflectionRequest, object>

/** gRPC reflection over a server of grpc-js, open to everybody: contracts are no secret. */
export class Reflection {
  readonly #reflect: Reflector
  readonly #open = new Set<Call>()

  /** `services`: those of the server, to which health and reflection itself are added. */
  constructor(services: readonly DescService[]) {
    this.#reflect = reflectionOf(withStandard(services))
  }

  addTo(server: Server): void {
    for (const method of REFLECTION_METHODS)
      server.register(pathOf(method), this.#handler(), ...codec(method), 'bidi')
  }

  /** Ends what is open, which would otherwise hold a server open for as long as a caller likes. */
  endAll(): void {
    for (const call of this.#open) call.end()
  }

  #handler(): handleBidiStreamingCall<ReflectionRequest, object> {
    return call => {
      this.#open.add(call)
      call.once('close', () => this.#open.delete(call))
      call.once('cancelled', () => this.#open.delete(call))
      call.on('error', () => this.#open.delete(call))
      call.once('end', () => call.end())
      call.on('data', (request: ReflectionRequest) => this.#answer(call, request))
    }
  }

  /** Reads on only when the caller has taken the answer. */
  #answer(call: Call, request: ReflectionRequest): void {
    if (call.write(this.#reflect(request))) return
    call.pause()
    call.once('drain', () => call.resume())
  }
}

/** Services, and those that every server has beside them. */
export function withStandard(services: readonly DescService[]): readonly DescService[] {
  return [...services, HealthService, ...REFLECTION_METHODS.map(({ parent }) => parent)]
}

function codec({ input, output }: DescMethodBiDiStreaming) {
  const serialize = (answer: object) =>
    Buffer.from(toBinary(output, create(output, answer as Record<string, unknown>)))
  const deserialize = (bytes: Buffer) => fromBinary(input, bytes) as unknown as ReflectionRequest
  return [serialize, deserialize] as const
}
