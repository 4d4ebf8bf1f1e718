import type { DescMethod } from '@bufbuild/protobuf'
import { type StatusObject, status } from '@grpc/grpc-js'
import { RewardsError } from '@rewards/errors'
import { type Clock, type Logger, traceIdOf, withLogContext } from '@rewards/process'
import type { CallContext } from './call-context.ts'
import { CallEnded } from './call-ended.ts'
import { originOf } from './call-origin.ts'
import { CallScope } from './call-scope.ts'
import type { Caller } from './caller.ts'
import { statusOf } from './error-status.ts'
import { toGrpcStatus } from './grpc-errors.ts'
import { identify } from './identify.ts'
import type { AnyHandler } from './implement.ts'
import type { InFlight } from './in-flight.ts'
import type { Limits } from './limits.ts'
import { nameOf } from './method-path.ts'
import { observeServerCall } from './observed-call.ts'
import { authorize } from './policy.ts'
import { isRefused, type OnRefused } from './refused-call.ts'
import type { ServerCall } from './server-call.ts'
import type { TokenVerifier } from './token-verifier.ts'
import { untilAborted } from './until-aborted.ts'

/** What all calls of a server share. */
export interface Serving {
  readonly verifier: TokenVerifier
  readonly logger: Logger
  readonly limits: Limits
  readonly now: Clock
  readonly inFlight: InFlight
  readonly onRefused: OnRefused
}

/** A method that is served, and who answers it. */
export interface Route {
  readonly method: DescMethod
  readonly handler: AnyHandler
}

/**
 * What every call goes through, unary or stream: trace, deadline, token and policy; then `answer`; then, if any of these
 * threw, `refuse` with the status that the error maps to. Never rejects.
 */
export async function serve(
  { method }: Route,
  call: ServerCall,
  serving: Serving,
  answer: (context: CallContext, scope: CallScope) => Promise<void>,
  refuse: (failure: StatusObject) => void,
): Promise<void> {
  const kind = method.methodKind === 'unary' ? 'unary' : 'stream'
  const { longestUnaryMs, longestStreamMs } = serving.limits
  const scope = new CallScope(call, kind === 'unary' ? longestUnaryMs : longestStreamMs)
  const { deadlineMs, signal } = scope
  const { traceparent, ended } = observeServerCall(method, call.metadata.get('traceparent')[0]?.toString())
  const from = originOf(call.metadata)
  const known = { method: nameOf(method), receivedAtMs: serving.now(), from, traceparent }
  const work = async () => {
    let code = status.OK
    let caller: Caller | undefined
    try {
      const authorization = call.metadata.get('authorization').map(String)
      caller = await untilAborted(identify(method, authorization, serving.verifier), signal)
      const refusal = authorize(method, caller)
      if (refusal) throw refusal
      await answer({ ...known, caller, signal, deadlineMs, log: serving.logger }, scope)
    } catch (error) {
      if (isRefused(method, error)) serving.onRefused({ ...known, caller })
      logFailure(error, method, serving.logger)
      const failure = statusOf(error, traceIdOf(traceparent))
      code = failure.code
      refuse(toGrpcStatus(failure))
    } finally {
      scope.close()
      ended(status[code])
    }
  }
  await withLogContext({ traceparent }, () => serving.inFlight.run(scope, kind, work))
}

/** What callers are told is at most a debug line; what they are not told is an error, with its cause. */
function logFailure(err: unknown, desc: DescMethod, logger: Logger): void {
  const expected = err instanceof RewardsError || err instanceof CallEnded
  const method = nameOf(desc)
  if (!expected) logger.error({ err, method }, 'a call failed for an unknown reason')
  else logger.debug({ err, method }, 'a call was refused')
}
