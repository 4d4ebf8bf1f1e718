import { isBuiltInRole } from './built-in-roles.ts'
import { childrenOf, upwards } from './group-tree.ts'
import type { Holdings, RoleBinding } from './holdings.ts'
import { type AccessModel, type GroupBinding, isHeldAt } from './model.ts'
import { permissionsOfRole } from './role-graph.ts'
import { NOWHERE, type Scope } from './scope.ts'

/** A model, made ready to be asked: what somebody with these holdings may do, and where. In memory alone. */
export class Access {
  readonly model: AccessModel
  readonly #permissions: readonly string[]
  readonly #carried = new Map<string, ReadonlySet<string>>()
  readonly #children: ReadonlyMap<string, readonly string[]>
  readonly #subtrees = new Map<string, ReadonlySet<string>>()
  readonly #bindings: ReadonlyMap<string, readonly GroupBinding[]>

  /** `permissions`: all that there are. */
  constructor(model: AccessModel, permissions: readonly string[]) {
    this.model = model
    this.#permissions = permissions
    this.#children = childrenOf(model.groups)
    this.#bindings = Map.groupBy(model.bindings, ({ memberGroupId }) => memberGroupId)
  }

  /** Where the permission is held. */
  scopeOf(holdings: Holdings, permission: string, nowMs: number): Scope {
    if (holdings.roles.some(role => this.carriedBy(role).has(permission))) return 'everywhere'
    const places = new Set<string>()
    for (const binding of this.#bindingsOf(holdings)) {
      if (!isHeldAt(binding, nowMs) || !this.carriedBy(binding.role).has(permission)) continue
      if (binding.groupId === '') return 'everywhere'
      places.add(binding.groupId)
    }
    return this.#below(places)
  }

  /** What is held everywhere. */
  everywhere(holdings: Holdings, nowMs: number): ReadonlySet<string> {
    const bound = this.#bindingsOf(holdings).filter(each => each.groupId === '' && isHeldAt(each, nowMs))
    const roles = [...holdings.roles, ...bound.map(({ role }) => role)]
    const [only, ...more] = roles.map(role => this.carriedBy(role)).filter(({ size }) => size > 0)
    return more.reduce((all, carried) => all.union(carried), only ?? new Set<string>())
  }

  /** What the role carries, by itself or by what it includes. */
  carriedBy(role: string): ReadonlySet<string> {
    const known = this.#carried.get(role)
    if (known) return known
    const carried = permissionsOfRole(this.model.roles, role, this.#permissions)
    if (isBuiltInRole(role) || this.model.roles[role]) this.#carried.set(role, carried)
    return carried
  }

  /** What somebody holds by being a member of this group. */
  heldByMembersOf(groupId: string): readonly GroupBinding[] {
    return upwards(this.model.groups, groupId).flatMap(id => this.#bindings.get(id) ?? [])
  }

  #bindingsOf({ bindings, groups }: Holdings): readonly RoleBinding[] {
    return groups.length === 0 ? bindings : [...bindings, ...groups.flatMap(id => this.heldByMembersOf(id))]
  }

  #below(places: ReadonlySet<string>): Scope {
    const [first, ...more] = [...places].filter(id => !this.#liesBelowAnother(id, places))
    if (first === undefined) return NOWHERE
    return more.reduce((all, id) => all.union(this.#subtree(id)), this.#subtree(first))
  }

  #liesBelowAnother(id: string, places: ReadonlySet<string>): boolean {
    return upwards(this.model.groups, id).some(above => above !== id && places.has(above))
  }

  /** The group and all below it; nothing for a group that is not there. */
  #subtree(groupId: string): ReadonlySet<string> {
    const known = this.#subtrees.get(groupId)
    if (known) return known
    const subtree = new Set(this.model.groups[groupId] ? [groupId] : [])
    for (const id of subtree) for (const child of this.#children.get(id) ?? []) subtree.add(child)
    if (subtree.size > 0) this.#subtrees.set(groupId, subtree)
    return subtree
  }
}
