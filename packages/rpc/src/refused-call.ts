import type { DescMethod } from '@bufbuild/protobuf'
import { RewardsError } from '@rewards/errors'
import type { CallContext } from './call-context.ts'
import { isPrivileged } from './policy.ts'

/** A call that was refused since its caller may not make it; without a `caller`, since nobody knows who that is. */
export type RefusedCall = Pick<CallContext, 'caller' | 'method' | 'receivedAtMs' | 'from' | 'traceparent'>

/** Told of refused calls, to remember them. Returns at once and never throws. */
export type OnRefused = (refused: RefusedCall) => void

/** Whether a call that failed like this was refused for who its caller is: a known one by any method, an unknown one by a method that asks for a permission. */
export function isRefused(method: DescMethod, error: unknown): boolean {
  if (!(error instanceof RewardsError)) return false
  return error.kind === 'permission_denied' || (error.kind === 'unauthenticated' && isPrivileged(method))
}
