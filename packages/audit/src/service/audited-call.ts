import { newId, traceIdOf } from '@rewards/process'
import { type CallContext, type RefusedCall, requireCaller } from '@rewards/rpc'
import type { AuditedCall } from '../entry.ts'
import type { Refusal } from '../refusals.ts'

/** What the audit is to know of a call, for the use case that it asks for. Throws `unauthenticated` without a caller. */
export function auditedCallOf(context: CallContext): AuditedCall {
  requireCaller(context)
  return { callId: newId('cal'), ...refusalOf(context) }
}

/** What the audit is to know of a call that was refused. */
export function refusalOf({ caller, method, receivedAtMs, from, traceparent }: RefusedCall): Refusal {
  return { atMs: receivedAtMs, ...actorOf(caller), action: method, ...from, traceId: traceIdOf(traceparent) }
}

/** Who really acts, and for whom. */
function actorOf(caller: RefusedCall['caller']): Pick<AuditedCall, 'actorId' | 'onBehalfOf'> {
  if (!caller) return { actorId: '' }
  const { userId, actorId } = caller
  return actorId === undefined ? { actorId: userId } : { actorId, onBehalfOf: userId }
}
