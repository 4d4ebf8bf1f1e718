import { create } from '@bufbuild/protobuf'
import { healthCheck, SERVING_STATUS } from '@rewards/rpc'
import type { Backend } from './backends.ts'
import { type Message, wireOf } from './forwarding.ts'

/** What a replica says of itself, or that none could be asked. */
export type Health = 'serving' | 'not serving' | 'unreachable'

const { path, serialize, deserialize } = wireOf(healthCheck)

/** Asks one replica of the backend, the next in turn. Waits at most `limitMs`; never rejects. */
export function askHealth({ channel }: Backend, limitMs: number): Promise<Health> {
  const { promise, resolve } = Promise.withResolvers<Health>()
  const options = { deadline: Date.now() + limitMs }
  channel.grpc.makeUnaryRequest(
    path,
    serialize,
    deserialize,
    create(healthCheck.input),
    options,
    (error, answer) => {
      if (error) resolve('unreachable')
      else resolve(isServing(answer) ? 'serving' : 'not serving')
    },
  )
  return promise
}

function isServing(answer: (Message & { readonly status?: unknown }) | undefined): boolean {
  return answer?.status === SERVING_STATUS.SERVING
}
