import { getUser } from '../get-user.ts'
import type { AuthPorts } from '../ports.ts'
import { revokeSession } from './revoke-session.ts'
import { signOutEverywhere } from './sign-out-everywhere.ts'

export interface RevokeUserSessionsRequest {
  readonly userId: string
  /** Empty: all of them. */
  readonly sessionId: string
}

/** Ends one session of a user, or all. Throws INVALID_FIELDS, USER_NOT_FOUND, SESSION_NOT_FOUND. */
export function revokeUserSessions(ports: Pick<AuthPorts, 'users' | 'sessions' | 'now'>) {
  return async (request: RevokeUserSessionsRequest): Promise<void> => {
    const { id: userId } = await getUser(ports)(request)
    if (request.sessionId === '') await signOutEverywhere(ports)(userId)
    else await revokeSession(ports)(request)
  }
}
