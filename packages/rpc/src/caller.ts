import type { Permission } from './permissions.ts'

/** Who calls, as their access token says. There is no other source of a caller's identity. */
export interface Caller {
  /** `usr_…` */
  readonly userId: string
  readonly roles: readonly string[]
  readonly permissions: ReadonlySet<Permission>
  /** The access token itself, to pass on where the caller is acted for. Never logged. */
  readonly token: string
  /** From this moment on (epoch ms, leeway included) the token is no longer accepted. */
  readonly expiresAtMs: number
}
