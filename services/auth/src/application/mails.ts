import { mailedTokenOf } from '../domain/mailed-secret.ts'
import type { User } from '../domain/user.ts'
import type { AuthPorts } from './ports.ts'

/** What a mail is about; its words are the mailer's, in the user's language where it knows it. */
export type MailKind = 'VERIFY_EMAIL' | 'RESET_PASSWORD' | 'EMAIL_CHANGED' | 'PASSWORD_CHANGED'

/** A mail to one person. */
export interface Mail {
  readonly kind: MailKind
  readonly to: string
  readonly displayName: string
  /** A language tag; absent: not known. */
  readonly locale: string | undefined
  /** What the reader gives back, and until when it counts; absent in mails that only tell. Secret. */
  readonly token?: string
  readonly expiresAtMs?: number
}

/** Takes mails to people. */
export interface Mailer {
  /** Resolves when the mail was taken; rejects soon when it was not. Never tried again: who waits for a token asks for another. */
  send(mail: Mail): Promise<void>
}

type MailPorts = Pick<AuthPorts, 'mailer' | 'mailUndelivered'>

/** Mails a token. Never rejects: a mail that was not taken is noted. */
export function mailToken(
  ports: MailPorts,
  kind: 'VERIFY_EMAIL' | 'RESET_PASSWORD',
  userId: string,
  user: User,
  { to, secret, expiresAtMs }: { readonly to: string; readonly secret: string; readonly expiresAtMs: number },
): Promise<void> {
  const token = mailedTokenOf(userId, secret)
  return send(ports, userId, { kind, ...addressee(user), to, token, expiresAtMs })
}

/** Tells the owner of an account what was done with it, so that it is noticed when it was somebody else. Never rejects. */
export function mailNotice(
  ports: MailPorts,
  kind: 'EMAIL_CHANGED' | 'PASSWORD_CHANGED',
  userId: string,
  user: User,
): Promise<void> {
  const { email: to } = user
  return to === undefined ? Promise.resolve() : send(ports, userId, { kind, ...addressee(user), to })
}

async function send({ mailer, mailUndelivered }: MailPorts, userId: string, mail: Mail): Promise<void> {
  try {
    await mailer.send(mail)
  } catch (error) {
    mailUndelivered(userId, mail.kind, error)
  }
}

function addressee({ displayName, locale }: User) {
  return { displayName, locale }
}
