import type { DescMethod } from '@bufbuild/protobuf'
import { type Implementation, isPrivileged } from '@rewards/rpc'
import { withAuditedCall } from '../call-in-progress.ts'
import { auditedCallOf } from './audited-call.ts'

/** The service, whose methods that ask for a permission leave entries with what they change in audited collections. */
export function auditing({ service, handlerOf }: Implementation): Implementation {
  return {
    service,
    handlerOf: method => (changesSomething(method) ? audited(handlerOf(method)) : handlerOf(method)),
  }
}

/** Streams only read. */
function changesSomething(method: DescMethod): boolean {
  return isPrivileged(method) && method.methodKind === 'unary'
}

function audited(handler: ReturnType<Implementation['handlerOf']>): ReturnType<Implementation['handlerOf']> {
  return (request, context) => withAuditedCall(auditedCallOf(context), () => handler(request, context))
}
