import { RewardsError } from '@rewards/errors'

/** The same for an unknown address and for a wrong password. */
export function signInRefused(): RewardsError {
  return new RewardsError('unauthenticated', 'SIGN_IN_REFUSED', 'the e-mail address or the password is wrong')
}

export function signInBusy(): RewardsError {
  const message = 'too many passwords are being checked right now; try again in a few seconds'
  return new RewardsError('resource_exhausted', 'SIGN_IN_BUSY', message, { retryAfterMs: 2_000 })
}

export function refreshRefused(): RewardsError {
  const message = 'the refresh token is unknown, expired or signed out; sign in again'
  return new RewardsError('unauthenticated', 'REFRESH_REFUSED', message)
}

export function keyNotFound(kid: string): RewardsError {
  const message = `there is no signing key ${kid}`
  return new RewardsError('not_found', 'KEY_NOT_FOUND', message, { metadata: { kid } })
}

export function sessionNotFound(sessionId: string): RewardsError {
  const message = `there is no session ${sessionId}`
  return new RewardsError('not_found', 'SESSION_NOT_FOUND', message, { metadata: { sessionId } })
}

export function refreshReused(): RewardsError {
  const message =
    'a refresh token of this session was used again later, so the session is revoked; sign in again'
  return new RewardsError('unauthenticated', 'REFRESH_REUSED', message)
}

export function emailTaken(): RewardsError {
  return new RewardsError(
    'already_exists',
    'EMAIL_TAKEN',
    'an account with this e-mail address exists already',
  )
}

export function keyReused(): RewardsError {
  const message = 'idempotency_key was used with another request before; a new request needs a new key'
  return new RewardsError('failed_precondition', 'KEY_REUSED', message)
}

export function userNotFound(userId: string): RewardsError {
  const message = `there is no user ${userId}`
  return new RewardsError('not_found', 'USER_NOT_FOUND', message, { metadata: { userId } })
}

/** `what` is what has the revision. */
export function revisionMismatch(expected: number, actual: number, what = 'user'): RewardsError {
  const message = `the ${what} is at revision ${actual}, not ${expected}; read it again and decide anew`
  const metadata = { expectedRevision: String(expected), revision: String(actual) }
  return new RewardsError('aborted', 'REVISION_MISMATCH', message, { metadata })
}

export function lastAdmin(): RewardsError {
  const message = 'this is the last user with the role ADMIN; give it to somebody else first'
  return new RewardsError('failed_precondition', 'LAST_ADMIN', message)
}

/** An administrator has to get in without the help of another one, which only who has a password does. */
export function adminNotAPerson(): RewardsError {
  const message = 'only people can have the role ADMIN; service accounts and players cannot'
  return new RewardsError('failed_precondition', 'ADMIN_NOT_A_PERSON', message)
}

export function stateChangeRefused(from: string, to: string): RewardsError {
  const message = `a user who is ${from} does not become ${to} in this way`
  return new RewardsError('failed_precondition', 'STATE_CHANGE_REFUSED', message, { metadata: { from, to } })
}

export function userDeleted(userId: string): RewardsError {
  const message = `the user ${userId} is DELETED, for ever`
  return new RewardsError('failed_precondition', 'USER_DELETED', message, { metadata: { userId } })
}

/** The user is seen from a group, and belongs to others too. */
export function memberElsewhere(userId: string): RewardsError {
  const message = `user ${userId} is a member of groups beyond the caller's, too; whoever has the permission for all of them can do it`
  return new RewardsError('permission_denied', 'MEMBER_ELSEWHERE', message)
}

/** Of an account that is BANNED or DELETED. Told only to who has shown that it is theirs. */
export function accountClosed(state: string, reason: string): RewardsError {
  const message = `the account is ${state}`
  return new RewardsError('permission_denied', `ACCOUNT_${state}`, message, { metadata: { reason } })
}

export function targetMayMore(): RewardsError {
  const message = 'the user has permissions that you do not have'
  return new RewardsError('permission_denied', 'TARGET_MAY_MORE', message)
}
