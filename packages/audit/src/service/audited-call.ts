import { traceIdOf } from '@rewards/process'
import type { RefusedCall } from '@rewards/rpc'
import type { AuditedCall } from '../entry.ts'

/** What the audit is to know of a call. */
export function auditedCallOf({ caller, method, receivedAtMs, from, traceparent }: RefusedCall): AuditedCall {
  return { atMs: receivedAtMs, ...actorOf(caller), action: method, ...from, traceId: traceIdOf(traceparent) }
}

/** Who really acts, and for whom. */
function actorOf(caller: RefusedCall['caller']): Pick<AuditedCall, 'actorId' | 'onBehalfOf'> {
  if (!caller) return { actorId: '' }
  const { userId, actorId } = caller
  return actorId === undefined ? { actorId: userId } : { actorId, onBehalfOf: userId }
}
