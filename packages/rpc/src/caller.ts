import { holdingOnly, NOWHERE, type Scope } from '@rewards/access'
import { type Permission, permissionsOf } from './permissions.ts'
import type { TokenClaims } from './token-claims.ts'

/** Who calls, as their access token says, and what they may do now. There is no other source of a caller's identity. */
export interface Caller {
  /** `usr_…` */
  readonly userId: string
  readonly roles: readonly string[]
  /** The groups that the caller is a direct member of. */
  readonly groups: readonly string[]
  /** What the caller may do everywhere. */
  readonly permissions: ReadonlySet<Permission>
  /** Where the caller may do this. */
  scopeOf(permission: Permission): Scope
  /** The session that the token belongs to, if it has one. */
  readonly sessionId?: string
  /** Of the caller's account, grows with each change of what it may do; 0 when the token does not say. */
  readonly accessRevision: number
  /** Who asked for the token to act for this user; absent when it was the user. */
  readonly actorId?: string
  /** The access token itself, to pass on where the caller is acted for. Never logged. */
  readonly token: string
  /** From this moment on (epoch ms, leeway included) the token is no longer accepted. */
  readonly expiresAtMs: number
}

/** What of a caller cannot be left out; the rest is empty then. */
export type CallerParts = Pick<TokenClaims, 'userId' | 'roles' | 'expiresAtMs'> & Partial<TokenClaims>

/** The caller of a token with these claims. */
export function callerOf({ restrictedTo, ...claims }: CallerParts, token: string): Caller {
  const { sessionId, actorId, accessRevision = 0 } = claims
  const { userId, roles, groups, expiresAtMs } = { ...holdingOnly(), ...claims }
  const held = permissionsOf(roles)
  const permissions = restrictedTo ? held.intersection(restrictedTo) : held
  return {
    userId,
    roles,
    groups,
    permissions,
    scopeOf: permission => (permissions.has(permission) ? 'everywhere' : NOWHERE),
    ...(sessionId !== undefined && { sessionId }),
    ...(actorId !== undefined && { actorId }),
    accessRevision,
    token,
    expiresAtMs,
  }
}
