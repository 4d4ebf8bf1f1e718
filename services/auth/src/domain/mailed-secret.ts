import { createHash, timingSafeEqual } from 'node:crypto'
import { mailTooSoon } from './account-errors.ts'

/**
 * What is kept of a token that was mailed: a hash. The token is 32 random bytes, so that a fast hash is enough: there is no
 * list to try. It lies in the user's document, so that using it and what it is used for are one guarded write.
 */
export interface MailedSecret {
  readonly secretHash: string
  readonly mailedAtMs: number
  readonly expiresAtMs: number
}

/** What a mailed token says of itself, before anything is checked. */
export interface PresentedMail {
  readonly userId: string
  readonly secretHash: string
}

const TOKEN = /^(usr_[a-z0-9_]{1,36})\.([A-Za-z0-9_-]{43})$/
/** More than any token of ours has. */
export const LONGEST_MAILED_TOKEN = 200
/** So that nobody's mailbox is filled by others. */
const BETWEEN_MAILS_MS = 60_000

/** What stands in the mail. */
export function mailedTokenOf(userId: string, secret: string): string {
  return `${userId}.${secret}`
}

/** Reads a token; `undefined` for what cannot be one of ours. */
export function readMailedToken(token: string): PresentedMail | undefined {
  const [, userId, secret] = TOKEN.exec(token) ?? []
  if (userId === undefined || secret === undefined) return undefined
  return { userId, secretHash: hashOf(secret) }
}

/** What is kept of a secret that is mailed now. Throws MAIL_TOO_SOON within a minute after the one before. */
export function mailedSecret(
  before: MailedSecret | undefined,
  secret: string,
  nowMs: number,
  lifeMs: number,
): MailedSecret {
  const waitMs = before ? before.mailedAtMs + BETWEEN_MAILS_MS - nowMs : 0
  if (waitMs > 0) throw mailTooSoon(Math.min(waitMs, BETWEEN_MAILS_MS))
  return { secretHash: hashOf(secret), mailedAtMs: nowMs, expiresAtMs: nowMs + lifeMs }
}

/** Whether this is the secret that was mailed, in time. */
export function isMailed(
  kept: MailedSecret | undefined,
  { secretHash }: PresentedMail,
  nowMs: number,
): kept is MailedSecret {
  if (!kept || nowMs >= kept.expiresAtMs) return false
  return timingSafeEqual(Buffer.from(kept.secretHash), Buffer.from(secretHash))
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url')
}
