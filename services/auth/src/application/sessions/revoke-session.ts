import { Violations } from '@rewards/errors'
import { sessionNotFound } from '../../domain/errors.ts'
import { revoked } from '../../domain/session.ts'
import type { AuthPorts } from '../ports.ts'

/** Ends one session of this user; it may have ended already. Throws INVALID_FIELDS, SESSION_NOT_FOUND for other users' too. */
export function revokeSession({ sessions, now }: Pick<AuthPorts, 'sessions' | 'now'>) {
  return async ({ userId, sessionId }: { userId: string; sessionId: string }): Promise<void> => {
    const violations = new Violations()
    violations.id('session_id', sessionId, 'ses')
    violations.throwIfAny()
    const { stored } = await sessions.update(sessionId, session =>
      session?.userId === userId ? revoked(session, now()) : undefined,
    )
    if (stored?.value.userId !== userId) throw sessionNotFound(sessionId)
  }
}
