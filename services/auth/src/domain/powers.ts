import { type Access, isHeldAt, lacking, type RoleBinding, type ScopeOf } from '@rewards/access'
import { targetMayMore } from './errors.ts'
import { holdingsOf } from './subject.ts'
import type { User } from './user.ts'

/** Nobody shuts out somebody who may do, anywhere, what they may not do there themselves. Throws TARGET_MAY_MORE. */
export function requireMore(scopeOf: ScopeOf, access: Access, target: User, nowMs: number): void {
  const { roles, groups, bindings } = holdingsOf(target)
  const all: readonly RoleBinding[] = [
    ...roles.map(role => ({ role, groupId: '' })),
    ...bindings,
    ...groups.flatMap(groupId => access.heldByMembersOf(groupId)),
  ]
  const held = all.filter(binding => isHeldAt(binding, nowMs))
  const isMissing = ({ role, groupId }: RoleBinding) =>
    lacking(scopeOf, access.carriedBy(role), groupId, nowMs + 1).length > 0
  if (held.some(isMissing)) throw targetMayMore()
}
