import type { Registry } from '@bufbuild/protobuf'
import type { HandlerContext } from '@connectrpc/connect'
import { status } from '@grpc/grpc-js'
import { RewardsError } from '@rewards/errors'
import { traceIdOf } from '@rewards/process'
import { admit, statusOf, type TokenVerifier } from '@rewards/rpc'
import { edgeError } from '../forward/edge-error.ts'
import { callOf } from '../forward/forwarding.ts'

/**
 * Runs before a call's body is read, and refuses who may not call the method. The service behind checks again; this
 * one only refuses early.
 */
export function policyGate(verifier: TokenVerifier, registry: Registry) {
  return async (context: HandlerContext): Promise<void> => {
    const call = callOf(context)
    const authorization = context.requestHeader.get('authorization')
    try {
      call.caller = await admit(context.method, authorization === null ? [] : [authorization], verifier)
    } catch (error) {
      const refusal = statusOf(error, traceIdOf(call.traceparent))
      call.code = status[refusal.code]
      if (!(error instanceof RewardsError)) call.cause = error
      throw edgeError(refusal, registry)
    }
  }
}
