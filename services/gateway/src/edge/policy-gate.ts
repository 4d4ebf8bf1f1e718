import type { Registry } from '@bufbuild/protobuf'
import type { HandlerContext } from '@connectrpc/connect'
import { status } from '@grpc/grpc-js'
import { RewardsError } from '@rewards/errors'
import { traceIdOf } from '@rewards/process'
import { admit, statusOf, type TokenVerifier } from '@rewards/rpc'
import { edgeError } from '../forward/edge-error.ts'
import { callOf } from '../forward/forwarding.ts'
import type { CallLimits } from '../rates/call-limits.ts'

/** Rejects with the error that the caller gets. */
export type Gate = (context: HandlerContext) => Promise<void>

/**
 * Runs before a call's body is read, and refuses who may not call the method, or calls too much. Who may call, the service
 * behind checks again; this one only refuses early.
 */
export function policyGate(verifier: TokenVerifier, limits: CallLimits, registry: Registry): Gate {
  return async context => {
    const call = callOf(context)
    const authorization = context.requestHeader.get('authorization')
    try {
      call.caller = await admit(context.method, authorization === null ? [] : [authorization], verifier)
      const refusal = await limits.admitted(context.method, call)
      if (refusal) throw refusal
    } catch (error) {
      const refusal = statusOf(error, traceIdOf(call.traceparent))
      call.code = status[refusal.code]
      if (!(error instanceof RewardsError)) call.cause = error
      throw edgeError(refusal, registry)
    }
  }
}
