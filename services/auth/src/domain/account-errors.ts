import { RewardsError } from '@rewards/errors'

export function passwordWrong(): RewardsError {
  return new RewardsError('permission_denied', 'PASSWORD_WRONG', 'the password is wrong')
}

export function passwordChanged(): RewardsError {
  const message = 'the password was changed at the same moment; nothing was done'
  return new RewardsError('aborted', 'PASSWORD_CHANGED', message)
}

/** The same for a token that is unknown, used or expired. */
export function resetRefused(): RewardsError {
  const message = 'the token is unknown, used or expired; ask for a new one'
  return new RewardsError('unauthenticated', 'RESET_REFUSED', message)
}

/** The same for a token that is unknown, used or expired. */
export function emailTokenRefused(): RewardsError {
  const message = 'the token is unknown, used or expired; ask for a new one'
  return new RewardsError('unauthenticated', 'EMAIL_TOKEN_REFUSED', message)
}

export function noEmail(): RewardsError {
  return new RewardsError('failed_precondition', 'NO_EMAIL', 'the account has no address')
}

export function mailTooSoon(retryAfterMs: number): RewardsError {
  const message = 'a mail was sent less than a minute ago; look for it, or try again later'
  return new RewardsError('resource_exhausted', 'MAIL_TOO_SOON', message, { retryAfterMs })
}

export function mailBusy(): RewardsError {
  const message = 'too many mails are being sent right now; try again in a few seconds'
  return new RewardsError('resource_exhausted', 'MAIL_BUSY', message, { retryAfterMs: 2_000 })
}

export function schemaMismatch(expected: number, actual: number): RewardsError {
  const message = `the schema is at revision ${actual}, not ${expected}; read it again and decide anew`
  const metadata = { expectedRevision: String(expected), revision: String(actual) }
  return new RewardsError('aborted', 'REVISION_MISMATCH', message, { metadata })
}
