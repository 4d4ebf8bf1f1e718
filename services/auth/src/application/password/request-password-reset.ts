import { Violations } from '@rewards/errors'
import { emailKeyOf } from '../../domain/email.ts'
import { withResetAsked } from '../../domain/password-reset.ts'
import { mailToken } from '../mails.ts'
import type { AuthPorts, CameFrom } from '../ports.ts'
import { userByEmail } from '../users-by-email.ts'

type ResetPorts = Pick<
  AuthPorts,
  'users' | 'limiter' | 'mailer' | 'mailUndelivered' | 'newSecret' | 'now' | 'afterAnswer'
>

/**
 * Mails a token to the address if it is an account's. No account is looked up before the answer is given, so that neither it nor
 * its time tells whether there is one. Throws INVALID_FIELDS, RATE_LIMITED, MAIL_BUSY.
 */
export function requestPasswordReset(ports: ResetPorts) {
  return async (given: { readonly email: string }, { network }: CameFrom): Promise<void> => {
    const violations = new Violations()
    violations.text('email', given.email, { min: 1, max: 320 })
    violations.throwIfAny()
    const account = emailKeyOf(given.email)
    await ports.limiter.count('reset', { network, account })
    ports.afterAnswer(() => mailReset(ports, account))
  }
}

/** Rejects with MAIL_TOO_SOON too: then a mail is on its way, and nobody is told. */
async function mailReset(ports: ResetPorts, emailKey: string): Promise<void> {
  const user = await userByEmail(ports, emailKey)
  if (!user) return
  const secret = ports.newSecret()
  const { written, stored } = await ports.users.update(user.id, (value, rev) =>
    value?.emailKey === emailKey ? withResetAsked({ value, rev }, secret, ports.now()) : undefined,
  )
  const { email: to, passwordReset } = stored?.value ?? {}
  if (!written || !stored || !passwordReset || to === undefined) return
  await mailToken(ports, 'RESET_PASSWORD', user.id, stored.value, { ...passwordReset, to, secret })
}
