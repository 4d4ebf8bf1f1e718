import { Access, EMPTY_MODEL, NOWHERE, type Scope } from '@rewards/access'
import { PERMISSIONS, type Permission } from './permissions.ts'
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
  /** Where the caller may do this, now or, as far as that is known, at a later time (epoch ms). */
  scopeOf(permission: Permission, atMs?: number): Scope
  /** The session that the token belongs to, if it has one. */
  readonly sessionId?: string
  /** Of the caller's account, grows with each change of what it may do; 0 when the token does not say. */
  readonly accessRevision: number
  /** Who asked for the token to act for this user; absent when it was the user. */
  readonly actorId?: string
  /** The state in which the account may only read (SUSPENDED, PENDING …); absent: it may do all that it holds. */
  readonly readOnlyAs?: string
  /** The key that the token is signed with; empty when there is none. */
  readonly keyId: string
  /** When the token was made, epoch ms. */
  readonly issuedAtMs: number
  /** The access token itself, to pass on where the caller is acted for. Never logged. */
  readonly token: string
  /** From this moment on (epoch ms, leeway included) the token is no longer accepted. */
  readonly expiresAtMs: number
}

/** What of a caller cannot be left out; the rest is empty then. */
export type CallerParts = Pick<TokenClaims, 'userId' | 'roles' | 'expiresAtMs'> & Partial<TokenClaims>

const BUILT_IN_ROLES_ALONE = new Access(EMPTY_MODEL, PERMISSIONS)

/** The caller of a token with these claims, who may do what roles and groups say at this moment. */
export function callerOf(
  claims: CallerParts,
  token: string,
  access = BUILT_IN_ROLES_ALONE,
  nowMs = Date.now(),
): Caller {
  const { userId, roles, groups = [], bindings = [], sessionId, actorId, accessRevision = 0 } = claims
  const holdings = { roles, groups, bindings }
  const { restrictedTo, keyId = '', issuedAtMs = 0 } = claims
  return {
    userId,
    roles,
    groups,
    get permissions() {
      const held = access.everywhere(holdings, nowMs)
      return restrictedTo ? held.intersection(restrictedTo) : held
    },
    scopeOf(permission, atMs = nowMs) {
      const allowed = restrictedTo?.has(permission) ?? true
      return allowed ? access.scopeOf(holdings, permission, atMs) : NOWHERE
    },
    ...(sessionId !== undefined && { sessionId }),
    ...(actorId !== undefined && { actorId }),
    ...(claims.readOnlyAs !== undefined && { readOnlyAs: claims.readOnlyAs }),
    accessRevision,
    keyId,
    issuedAtMs,
    token,
    expiresAtMs: claims.expiresAtMs,
  }
}
