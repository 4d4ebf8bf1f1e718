import { userNotFound } from '../../domain/errors.ts'
import { withSessionsEnded } from '../../domain/session-epoch.ts'
import { noted, withAccessChanged } from '../../domain/user.ts'
import type { AuthPorts } from '../ports.ts'

/** Ends all sessions of a user that there are, but for one that may be kept, in one write. Throws USER_NOT_FOUND. */
export function signOutEverywhere({ users, now }: Pick<AuthPorts, 'users' | 'now'>) {
  return async (userId: string, keptSessionId?: string): Promise<void> => {
    const { stored } = await users.update(
      userId,
      (value, rev) =>
        value && withAccessChanged(withSessionsEnded(noted({ value, rev }, {}), keptSessionId), now()),
    )
    if (!stored) throw userNotFound(userId)
  }
}
