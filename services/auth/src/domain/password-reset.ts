import { isMailed, mailedSecret, type PresentedMail } from './mailed-secret.ts'
import { withSessionsEnded } from './session-epoch.ts'
import { withVerifiedEmail } from './standing.ts'
import { noted, type StoredUser, type User, withAccessChanged } from './user.ts'

const LIFE_MS = 30 * 60_000

/** The user with a token out, to set a new password with. Throws MAIL_TOO_SOON. */
export function withResetAsked(user: StoredUser, secret: string, nowMs: number): User {
  return noted(user, { passwordReset: mailedSecret(user.value.passwordReset, secret, nowMs, LIFE_MS) })
}

/** Whether the token lets its bearer set a new password. */
export function mayReset({ passwordReset }: User, presented: PresentedMail, nowMs: number): boolean {
  return isMailed(passwordReset, presented, nowMs)
}

/**
 * The user with the password that a mailed token sets; `undefined` when it does not count. All sessions end: whoever was
 * signed in may not have been the owner. Reading the mail proved the address.
 */
export function withPasswordReset(
  user: StoredUser,
  presented: PresentedMail,
  passwordHash: string,
  nowMs: number,
): User | undefined {
  if (!mayReset(user.value, presented, nowMs)) return undefined
  const { emailVerifiedAtMs } = user.value
  const value = emailVerifiedAtMs === undefined ? withVerifiedEmail(user, nowMs) : user.value
  return withPassword({ ...user, value }, passwordHash, nowMs)
}

/**
 * The user with another password. All sessions end, but for the one that is kept; access tokens that are out count no more, nor
 * does a token that was mailed to set a password with.
 */
export function withPassword(
  user: StoredUser,
  passwordHash: string,
  nowMs: number,
  keptSessionId?: string,
): User {
  const { passwordReset: _over, ...rest } = noted(user, { passwordHash })
  return withAccessChanged(withSessionsEnded(rest, keptSessionId), nowMs)
}
