import type { Session } from './session.ts'
import type { User } from './user.ts'

/**
 * Sessions end all at once by one number in the user's document: each carries the number that it began under, and one of an
 * older number is over. So no list of sessions has to be walked, and one that begins at the same moment, by what is not true any
 * more, is over too.
 */
export function withSessionsEnded(user: User, keptSessionId: string | undefined): User {
  const { keptSessionId: _before, ...rest } = user
  return {
    ...rest,
    sessionEpoch: (user.sessionEpoch ?? 0) + 1,
    ...(keptSessionId !== undefined && { keptSessionId }),
  }
}

/** The session as one that begins now, by what the user's document said. */
export function ofEpoch(session: Session, { sessionEpoch }: User): Session {
  return sessionEpoch === undefined ? session : { ...session, epoch: sessionEpoch }
}

/** Whether a change of the user ended the session. */
export function isOutdated(user: User, sessionId: string, { epoch = 0 }: Session): boolean {
  return epoch < (user.sessionEpoch ?? 0) && sessionId !== user.keptSessionId
}
