import { Violations } from '@rewards/errors'
import { UniqueViolation } from '@rewards/store'
import { emailTokenRefused } from '../../domain/account-errors.ts'
import { emailKeyOf } from '../../domain/email.ts'
import { withEmailProved } from '../../domain/email-proof.ts'
import { emailTaken } from '../../domain/errors.ts'
import { LONGEST_MAILED_TOKEN, type PresentedMail, readMailedToken } from '../../domain/mailed-secret.ts'
import type { User } from '../../domain/user.ts'
import { withRefusalsCounted } from '../count-refusals.ts'
import { mailNotice } from '../mails.ts'
import type { AuthPorts, CameFrom } from '../ports.ts'

type ConfirmPorts = Pick<AuthPorts, 'users' | 'limiter' | 'mailer' | 'mailUndelivered' | 'now'>

/**
 * Takes a mailed token, once; gives the address that it proved. Throws INVALID_FIELDS, EMAIL_TOKEN_REFUSED, RATE_LIMITED,
 * EMAIL_TAKEN.
 */
export function confirmEmail(ports: ConfirmPorts) {
  return async (given: { readonly token: string }, { network }: CameFrom): Promise<string> => {
    const violations = new Violations()
    violations.text('token', given.token, { min: 1, max: LONGEST_MAILED_TOKEN })
    violations.throwIfAny()
    return withRefusalsCounted(ports, network, () => confirm(ports, given.token))
  }
}

async function confirm(ports: ConfirmPorts, token: string): Promise<string> {
  const presented = readMailedToken(token)
  if (!presented) throw emailTokenRefused()
  const { before, email } = await prove(ports, presented)
  if (before.emailKey !== emailKeyOf(email))
    await mailNotice(ports, 'EMAIL_CHANGED', presented.userId, before)
  return email
}

async function prove(
  { users, now }: ConfirmPorts,
  presented: PresentedMail,
): Promise<{ readonly before: User; readonly email: string }> {
  let before: User | undefined
  try {
    const { written, stored } = await users.update(presented.userId, (value, rev) => {
      before = value
      return value && withEmailProved({ value, rev }, presented, now())
    })
    const { email } = stored?.value ?? {}
    if (!written || email === undefined || !before) throw emailTokenRefused()
    return { before, email }
  } catch (error) {
    throw error instanceof UniqueViolation ? emailTaken() : error
  }
}
