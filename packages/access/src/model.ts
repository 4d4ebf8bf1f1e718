import type { GroupTree } from './group-tree.ts'
import type { RoleBinding } from './holdings.ts'
import type { RoleGraph } from './role-graph.ts'

/** All that tells, beside a caller's own holdings, what the caller may do. */
export interface AccessModel {
  readonly roles: RoleGraph
  readonly groups: GroupTree
  /** The roles that groups hold. */
  readonly bindings: readonly GroupBinding[]
}

/** A role that every member of a group holds, and of those below it. */
export interface GroupBinding extends RoleBinding {
  readonly memberGroupId: string
}

/** The model of a system in which nobody made a role or a group. */
export const EMPTY_MODEL: AccessModel = { roles: {}, groups: {}, bindings: [] }

/** Whether a binding holds at this time. */
export function isHeldAt({ untilMs }: RoleBinding, nowMs: number): boolean {
  return untilMs === undefined || nowMs < untilMs
}
