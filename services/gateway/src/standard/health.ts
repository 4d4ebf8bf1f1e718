import { setTimeout as sleep } from 'node:timers/promises'
import { create } from '@bufbuild/protobuf'
import { Code, ConnectError, type HandlerContext } from '@connectrpc/connect'
import { healthCheck, SERVING_STATUS } from '@rewards/rpc'
import { healthOf } from '../edge/readiness.ts'
import type { Backend } from '../forward/backends.ts'
import { callOf, type Message } from '../forward/forwarding.ts'

/** How old a watcher's knowledge of a service behind the gateway may be. */
const LOOK_AGAIN_MS = 1_000

type Request = Message & { readonly service?: unknown }

/**
 * `grpc.health.v1` of the gateway. The empty name is the gateway itself, which serves until it stops, whoever behind it
 * does; the name of a service is what a process behind says of it, and NOT_SERVING when none can be asked. `/readyz` tells
 * the same, so nobody needs a token.
 */
export function gatewayHealth(backends: readonly Backend[], stopping: AbortSignal) {
  const homes = new Map(
    backends.flatMap(backend => backend.services.map(s => [s.typeName, backend] as const)),
  )
  const askOnce = shared(ask)
  const statusOf = async (service: string, askBehind: Ask): Promise<number | undefined> => {
    const home = homes.get(service)
    if (service !== '' && !home) return undefined
    if (stopping.aborted) return SERVING_STATUS.NOT_SERVING
    return home ? askBehind(home) : SERVING_STATUS.SERVING
  }
  return {
    async check({ service }: Request, context: HandlerContext): Promise<Message> {
      const status = await statusOf(String(service), ask)
      callOf(context).code = status === undefined ? 'NOT_FOUND' : 'OK'
      if (status === undefined) throw new ConnectError('there is no such service here', Code.NotFound)
      return answer(status)
    },
    async *watch({ service }: Request, context: HandlerContext): AsyncGenerator<Message> {
      callOf(context).code = 'OK'
      const over = AbortSignal.any([stopping, context.signal])
      let told: number | undefined
      while (!context.signal.aborted) {
        const status = (await statusOf(String(service), askOnce)) ?? SERVING_STATUS.SERVICE_UNKNOWN
        if (status !== told) yield answer(status)
        told = status
        if (stopping.aborted) return
        await sleep(LOOK_AGAIN_MS, undefined, { signal: over }).catch(() => undefined)
      }
    },
  }
}

function answer(status: number): Message {
  return create(healthCheck.output, { status })
}

type Ask = (backend: Backend) => Promise<number>

async function ask(backend: Backend): Promise<number> {
  return (await healthOf(backend)) === 'serving' ? SERVING_STATUS.SERVING : SERVING_STATUS.NOT_SERVING
}

/** Questions that overlap share one answer, so that many watchers cost a service no more than one. */
function shared(askAnew: Ask): Ask {
  const asking = new Map<Backend, Promise<number>>()
  return backend => {
    const asked = asking.get(backend) ?? askAnew(backend).finally(() => asking.delete(backend))
    asking.set(backend, asked)
    return asked
  }
}
