import type { Email } from './email.ts'
import { isMailed, type MailedSecret, mailedSecret, type PresentedMail } from './mailed-secret.ts'
import { withVerifiedEmail } from './standing.ts'
import { noted, type StoredUser, type User } from './user.ts'

/** An address at which a token was mailed: that of the account, or the one that shall replace it. */
export interface EmailProof extends Email, MailedSecret {}

const LIFE_MS = 24 * 3_600_000

/** The user waiting for this address to be proved by the secret that is mailed to it. Throws MAIL_TOO_SOON. */
export function withProofAsked(
  user: StoredUser,
  { email, emailKey }: Email,
  secret: string,
  nowMs: number,
): User {
  const mailed = mailedSecret(user.value.emailProof, secret, nowMs, LIFE_MS)
  return noted(user, { emailProof: { ...mailed, email, emailKey } })
}

/**
 * The user with the address that was proved; `undefined` when it was not. What was mailed to the address before, to set a
 * new password with, counts no more.
 */
export function withEmailProved(
  { rev, value }: StoredUser,
  presented: PresentedMail,
  nowMs: number,
): (User & Email) | undefined {
  const { emailProof, ...rest } = value
  if (!isMailed(emailProof, presented, nowMs)) return undefined
  const { email, emailKey } = emailProof
  const proved = { ...withVerifiedEmail({ rev, value: rest }, nowMs), email, emailKey }
  if (emailKey === value.emailKey) return proved
  const { passwordReset: _toTheOldAddress, ...moved } = proved
  return moved
}
