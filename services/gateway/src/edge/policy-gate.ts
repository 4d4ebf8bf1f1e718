import type { Registry } from '@bufbuild/protobuf'
import type { HandlerContext } from '@connectrpc/connect'
import { status } from '@grpc/grpc-js'
import { RewardsError } from '@rewards/errors'
import { traceIdOf } from '@rewards/process'
import { authorize, identify, isRefused, statusOf, type TokenVerifier } from '@rewards/rpc'
import { edgeError } from '../forward/edge-error.ts'
import { callOf } from '../forward/forwarding.ts'
import type { CallLimits } from '../rates/call-limits.ts'
import type { RecordRefusal } from './record-refusals.ts'

/** Rejects with the error that the caller gets. */
export type Gate = (context: HandlerContext) => Promise<void>

/**
 * Runs before a call's body is read, and refuses who may not call the method, or calls too much. Who may call, the service
 * behind checks again; this one only refuses early, and has that recorded.
 */
export function policyGate(
  verifier: TokenVerifier,
  limits: CallLimits,
  registry: Registry,
  recordRefusal: RecordRefusal,
): Gate {
  return async context => {
    const call = callOf(context)
    const authorization = context.requestHeader.get('authorization')
    try {
      const { method } = context
      call.caller = await identify(method, authorization === null ? [] : [authorization], verifier)
      const refusal = authorize(method, call.caller) ?? (await limits.admitted(method, call))
      if (refusal) throw refusal
    } catch (error) {
      if (isRefused(context.method, error)) recordRefusal(context.method, call)
      const refusal = statusOf(error, traceIdOf(call.traceparent))
      call.code = status[refusal.code]
      if (!(error instanceof RewardsError)) call.cause = error
      throw edgeError(refusal, registry)
    }
  }
}
