import type { Logger } from '@rewards/process'
import type { Mail, Mailer, MailKind } from '../../application/mails.ts'

/** What stands between the token and the address. */
const SENTENCES: { readonly [K in MailKind]: (mail: Mail) => string } = {
  VERIFY_EMAIL: ({ token, to }) => `mail: ${token} proves the address ${to}`,
  RESET_PASSWORD: ({ token, to }) => `mail: ${token} sets a new password for ${to}`,
  EMAIL_CHANGED: ({ to }) => `mail to ${to}: the account has another address now`,
  PASSWORD_CHANGED: ({ to }) => `mail to ${to}: the password was changed`,
}

/**
 * Writes mails to the log, as warnings, so that whoever runs the system on their own machine sees them on the screen, tokens
 * included. For trials alone: whoever reads such a log can set anybody's password.
 */
export function logMailer(logger: Logger): Mailer {
  return {
    async send(mail) {
      logger.warn(SENTENCES[mail.kind](mail))
    },
  }
}
