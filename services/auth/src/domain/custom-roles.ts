import { circleThrough, type RoleNode } from '@rewards/access'
import { roleInUse, roleNameTaken, roleNotFound, rolesInACircle, tooMany } from './access-errors.ts'
import { revisionMismatch } from './errors.ts'
import { sameName } from './names.ts'

/** The roles that are not built in: one document, under the id `roles`, so that no two changes can close a circle. */
export interface CustomRoles {
  readonly roles: Readonly<Record<string, CustomRole>>
}

/** A role that administrators made. Its id is `rol_…` and never used again. */
export interface CustomRole extends RoleNode {
  readonly displayName: string
  readonly revision: number
  readonly createdAtMs: number
}

/** What of a role can be changed. */
export type RoleDraft = Pick<CustomRole, 'displayName' | 'permissions' | 'includes'>

export const ROLES_ID = 'roles'
export const NO_ROLES: CustomRoles = { roles: {} }
const MOST_ROLES = 500

/** The roles with a new one. Throws ROLE_NAME_TAKEN, TOO_MANY_ROLES, ROLES_IN_A_CIRCLE. */
export function withNewRole(all: CustomRoles, id: string, draft: RoleDraft, nowMs: number): CustomRoles {
  if (Object.keys(all.roles).length >= MOST_ROLES) throw tooMany('TOO_MANY_ROLES', MOST_ROLES, 'roles')
  return withRole(all, id, { ...draft, revision: 1, createdAtMs: nowMs })
}

/**
 * The roles with this one changed; `undefined` when this change is the last one that was made of it. Throws ROLE_NOT_FOUND,
 * REVISION_MISMATCH, ROLE_NAME_TAKEN, ROLES_IN_A_CIRCLE.
 */
export function withChangedRole(
  all: CustomRoles,
  id: string,
  draft: RoleDraft,
  expectedRevision: number,
): CustomRoles | undefined {
  const role = all.roles[id]
  if (!role) throw roleNotFound(id)
  const next = { ...role, ...draft, revision: expectedRevision + 1 }
  if (JSON.stringify(next) === JSON.stringify(role)) return undefined
  if (role.revision !== expectedRevision) throw revisionMismatch(expectedRevision, role.revision, 'role')
  return withRole(all, id, next)
}

function withRole(all: CustomRoles, id: string, role: CustomRole): CustomRoles {
  const { roles } = all
  const namesake = Object.keys(roles).find(
    other => other !== id && sameName(roles[other]?.displayName, role.displayName),
  )
  if (namesake) throw roleNameTaken(namesake)
  const next = { ...roles, [id]: role }
  const circle = circleThrough(next, id)
  if (circle) throw rolesInACircle(circle)
  return { ...all, roles: next }
}

/** The roles without this one; `undefined` when it is not there. Throws ROLE_IN_USE. */
export function withoutRole(all: CustomRoles, id: string): CustomRoles | undefined {
  const { [id]: gone, ...others } = all.roles
  if (!gone) return undefined
  const including = Object.keys(others).find(other => others[other]?.includes.includes(id))
  if (including) throw roleInUse(including)
  return { ...all, roles: others }
}
