import type { DescMethod, DescService } from '@bufbuild/protobuf'
import { MethodOptions_IdempotencyLevel as Level } from '@bufbuild/protobuf/wkt'
import { SERVING_ROUND_ROBIN } from './serving-balancer.ts'

const RETRY_POLICY = {
  maxAttempts: 3,
  initialBackoff: '0.1s',
  maxBackoff: '1s',
  backoffMultiplier: 3,
  retryableStatusCodes: ['UNAVAILABLE'],
} as const

/** When most calls fail, repeats stop until some succeed again: they would only add to the load. */
const RETRY_THROTTLING = { maxTokens: 1_000, tokenRatio: 1 } as const

/** Whether a client may repeat the method by itself: only what the contract marks. */
export function mayRepeat(method: DescMethod): boolean {
  return method.idempotency === Level.NO_SIDE_EFFECTS || method.idempotency === Level.IDEMPOTENT
}

/** gRPC's service config for these services: round robin, and repeats (jittered by grpc-js) where they are allowed. */
export function serviceConfig(services: readonly DescService[]) {
  const repeatable = services.flatMap(service => service.methods.filter(mayRepeat))
  const name = repeatable.map(({ parent, name: method }) => ({ service: parent.typeName, method }))
  return {
    loadBalancingConfig: [{ [SERVING_ROUND_ROBIN]: {} }],
    retryThrottling: RETRY_THROTTLING,
    methodConfig: name.length > 0 ? [{ name, retryPolicy: RETRY_POLICY }] : [],
  }
}
