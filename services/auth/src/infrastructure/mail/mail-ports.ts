import type { Life } from '@rewards/process'
import type { Mailer } from '../../application/mails.ts'
import type { AuthPorts } from '../../application/ports.ts'
import { afterAnswer } from './after-answer.ts'
import { httpMailer } from './http-mailer.ts'
import { logMailer } from './log-mailer.ts'

/** Each is a look-up, a write and a mail. */
const AT_ONCE = 256

/** What the service mails with: the mailer at this address, or the log where there is none. */
export function mailerOf(url: string | undefined, { logger }: Life): Mailer {
  return url === undefined ? logMailer(logger) : httpMailer(url)
}

/** Mailing as the use cases need it. What is under way when the service stops is ended first. */
export function mailPorts(
  mailer: Mailer,
  { logger, onStop }: Life,
): Pick<AuthPorts, 'mailer' | 'mailUndelivered' | 'afterAnswer'> {
  const behind = afterAnswer(AT_ONCE, err => logger.debug({ err }, 'nothing was mailed'))
  onStop('mails', () => behind.settled())
  return {
    mailer,
    mailUndelivered: (userId, kind, err) => logger.warn({ err, userId, kind }, 'a mail was not taken'),
    afterAnswer: behind.run,
  }
}
