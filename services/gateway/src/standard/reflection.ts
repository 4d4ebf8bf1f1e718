import { create, type DescMethodBiDiStreaming, type DescService, type Registry } from '@bufbuild/protobuf'
import type { HandlerContext } from '@connectrpc/connect'
import { RewardsError } from '@rewards/errors'
import { type ReflectionRequest, reflectionOf, untilAborted, withStandard } from '@rewards/rpc'
import { edgeError, ownStatus } from '../forward/edge-error.ts'
import { callOf, type Message } from '../forward/forwarding.ts'

/** Answers gRPC reflection about these services, and the standard ones, until the caller ends or `stopping` is aborted. */
export function gatewayReflection(
  services: readonly DescService[],
  stopping: AbortSignal,
  registry: Registry,
) {
  const reflect = reflectionOf(withStandard(services))
  return ({ output }: DescMethodBiDiStreaming) =>
    async function* (requests: AsyncIterable<Message>, context: HandlerContext): AsyncGenerator<Message> {
      const call = callOf(context)
      call.code = 'OK'
      const iterator = requests[Symbol.asyncIterator]()
      const next = () => untilAborted(iterator.next(), stopping)
      try {
        for (let step = await next(); !step.done; step = await next()) {
          const answer = reflect(step.value as unknown as ReflectionRequest)
          yield create(output, answer as Record<string, unknown>)
        }
      } catch (error) {
        if (!(error instanceof RewardsError)) throw error
        call.code = 'UNAVAILABLE'
        throw edgeError(ownStatus(error), registry)
      }
    }
}
