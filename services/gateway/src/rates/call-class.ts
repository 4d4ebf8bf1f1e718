import { type DescMethod, getOption } from '@bufbuild/protobuf'
import { MethodOptions_IdempotencyLevel as Level } from '@bufbuild/protobuf/wkt'
import { policy } from '@rewards/contracts/policy'

/**
 * What kind of work a call is, as far as limits go.
 * `signIn`: changes something, and needs no token: sign-up, sign-in, refresh, sign-out.
 * `claim`: changes something, and any signed-in user may call it: the claims.
 * `operation`: changes something, and needs a permission.
 * `read`: changes nothing. `stream`: stays open.
 */
export type CallClass = 'signIn' | 'claim' | 'operation' | 'read' | 'stream'

const BY_RULE = {
  public: 'signIn',
  authenticated: 'claim',
  permission: 'operation',
  inside: 'operation',
} as const

/** The class of a method: what its descriptor says of it, so that a new method has one by itself. */
export function classOf(method: DescMethod): CallClass {
  if (method.methodKind !== 'unary') return 'stream'
  if (method.idempotency === Level.NO_SIDE_EFFECTS) return 'read'
  return BY_RULE[getOption(method, policy).rule.case ?? 'permission']
}
