import type { AccessModel } from '@rewards/access'
import { NO_ROLES, ROLES_ID } from '../../domain/custom-roles.ts'
import { GROUPS_ID, NO_GROUPS } from '../../domain/groups.ts'
import type { AuthPorts } from '../ports.ts'

/** Roles and groups, for those who check tokens. */
export interface VersionedModel {
  /** Another one whenever they are others. */
  readonly version: string
  /** Absent: they are those that are known already. */
  readonly model?: AccessModel
}

/** Roles and groups as they are now, unless they are those of the version that is known. */
export function getAccessModel({ customRoles, groupTrees }: Pick<AuthPorts, 'customRoles' | 'groupTrees'>) {
  return async (knownVersion: string): Promise<VersionedModel> => {
    const [roles, groups] = await Promise.all([customRoles.get(ROLES_ID), groupTrees.get(GROUPS_ID)])
    const version = `${roles?.rev ?? 0}.${groups?.rev ?? 0}`
    if (version === knownVersion) return { version }
    const tree = groups?.value ?? NO_GROUPS
    const bindings = Object.values(tree.bindings)
    return { version, model: { roles: (roles?.value ?? NO_ROLES).roles, groups: tree.groups, bindings } }
  }
}
