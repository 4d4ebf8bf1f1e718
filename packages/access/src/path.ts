import type { Access } from './access.ts'
import { upwards } from './group-tree.ts'
import type { Holdings, RoleBinding } from './holdings.ts'
import { isHeldAt } from './model.ts'
import { wayTo } from './role-graph.ts'

/** Why somebody may do something. */
export interface AccessPath {
  /** From the group that they are a member of up to the one that the role is bound to; empty: it is bound to them. */
  readonly memberOf: readonly string[]
  /** The role that is bound, then what it includes, down to the one that carries the permission itself. */
  readonly roles: readonly string[]
  /** Within this group and all below it; `''`: everywhere. */
  readonly groupId: string
  readonly untilMs?: number
}

/**
 * The first way by which somebody with these holdings has the permission on what belongs to this group (`''`: to none):
 * their own roles before those of their groups. `undefined` when there is none.
 */
export function pathTo(
  access: Access,
  holdings: Holdings,
  wanted: { readonly permission: string; readonly groupId: string },
  nowMs: number,
): AccessPath | undefined {
  const { groups, roles: graph } = access.model
  const places = new Set(['', ...upwards(groups, wanted.groupId)])
  for (const { memberOf, binding } of held(access, holdings)) {
    if (!isHeldAt(binding, nowMs) || !places.has(binding.groupId)) continue
    const roles = wayTo(graph, binding.role, wanted.permission)
    const { groupId, untilMs } = binding
    if (roles) return { memberOf, roles, groupId, ...(untilMs !== undefined && { untilMs }) }
  }
  return undefined
}

interface Held {
  readonly memberOf: readonly string[]
  readonly binding: RoleBinding
}

function held(access: Access, { roles, bindings, groups }: Holdings): readonly Held[] {
  const own = [...roles.map(role => ({ role, groupId: '' })), ...bindings]
  return [
    ...own.map(binding => ({ memberOf: [], binding })),
    ...groups.flatMap(id =>
      access
        .heldByMembersOf(id)
        .map(binding => ({ memberOf: wayUp(access, id, binding.memberGroupId), binding })),
    ),
  ]
}

function wayUp(access: Access, from: string, to: string): readonly string[] {
  const way = upwards(access.model.groups, from)
  return way.slice(0, way.indexOf(to) + 1)
}
