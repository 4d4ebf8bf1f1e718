import type { Server, ServerWritableStream, UntypedHandleCall } from '@grpc/grpc-js'
import { HealthImplementation } from 'grpc-health-check'

type Watch = ServerWritableStream<unknown, unknown>

/** Serves for as long as the process answers at all: what it waits for, a restart would not bring. */
const ALIVE = 'liveness'

/** `grpc.health.v1` for the process as a whole (the empty name), for each of its services, and for `liveness`. */
export class Health {
  readonly #names: readonly string[]
  readonly #health = new HealthImplementation()
  readonly #watches = new Set<Watch>()

  constructor(serviceNames: readonly string[]) {
    this.#names = ['', ...serviceNames]
    this.#health.setStatus(ALIVE, 'SERVING')
    this.set(false)
  }

  /** Says of all of them whether they serve. */
  set(serving: boolean): void {
    for (const name of this.#names) this.#health.setStatus(name, serving ? 'SERVING' : 'NOT_SERVING')
  }

  /** Serves `Check`, `Watch` and `List`; open to everybody. */
  addTo(server: Server): void {
    const addService: Server['addService'] = (definition, { watch, ...others }) =>
      server.addService(definition, { ...others, watch: this.#remembered(watch as (call: Watch) => void) })
    this.#health.addToServer({ addService })
  }

  /** Ends the open watches, which would otherwise hold a server open for as long as anybody watches. */
  endWatches(): void {
    for (const watch of this.#watches) watch.end()
  }

  #remembered(handler: (call: Watch) => void): UntypedHandleCall {
    return (call: Watch) => {
      this.#watches.add(call)
      call.once('cancelled', () => this.#watches.delete(call))
      handler(call)
    }
  }
}
