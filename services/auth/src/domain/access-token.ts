import type { Role } from './role.ts'

export const ACCESS_TOKEN_LIFE_MS = 15 * 60_000

/** What an access token says. */
export interface AccessClaims {
  readonly userId: string
  readonly roles: readonly Role[]
  /** Whole seconds, as everything in a JWT. */
  readonly issuedAtMs: number
  readonly expiresAtMs: number
}

export function accessClaims(userId: string, roles: readonly Role[], nowMs: number): AccessClaims {
  const issuedAtMs = Math.floor(nowMs / 1_000) * 1_000
  return { userId, roles, issuedAtMs, expiresAtMs: issuedAtMs + ACCESS_TOKEN_LIFE_MS }
}
