import { type RoleSet, sameRoles } from './role.ts'

/** An account. Its id is `usr_…`, its revision the document's. Changed in its roles alone, by `change-roles.ts`. */
export interface User {
  /** As it was given, without blanks around it. */
  readonly email: string
  /** What addresses are compared by; unique. */
  readonly emailKey: string
  readonly displayName: string
  /** With the parameters it was made with; never leaves the service. */
  readonly passwordHash: string
  readonly roles: RoleSet
  readonly createdAtMs: number
  /** What CreateUser was asked for, but for the password: a hash. Absent for those who signed up themselves. */
  readonly requestFingerprint?: string
}

/** The administrator that is made when there is none. */
export const FIRST_ADMIN_ID = 'usr_first_admin'

/** As whom auth itself calls other services. Names no document. */
export const AUTH_SERVICE_ID = 'usr_auth_service'

/** Whether a user who is at this revision shows that the roles were set from `expectedRevision`, and not changed since. */
export function hasRolesSince(
  user: User,
  revision: number,
  change: { readonly expectedRevision: number; readonly roles: RoleSet },
): boolean {
  return revision === change.expectedRevision + 1 && sameRoles(user.roles, change.roles)
}
