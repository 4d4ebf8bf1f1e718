import { Violations } from '@rewards/errors'
import { resetRefused } from '../../domain/account-errors.ts'
import { LONGEST_MAILED_TOKEN, readMailedToken } from '../../domain/mailed-secret.ts'
import { checkNewPassword } from '../../domain/password.ts'
import { mayReset, withPasswordReset } from '../../domain/password-reset.ts'
import { withRefusalsCounted } from '../count-refusals.ts'
import { mailNotice } from '../mails.ts'
import type { AuthPorts, CameFrom } from '../ports.ts'

type ResetPorts = Pick<AuthPorts, 'users' | 'passwords' | 'limiter' | 'mailer' | 'mailUndelivered' | 'now'>

/**
 * Sets a new password with a mailed token, once, and ends all sessions; who signs in with it need not wait. Throws INVALID_FIELDS, RESET_REFUSED, RATE_LIMITED,
 * SIGN_IN_BUSY.
 */
export function resetPassword(ports: ResetPorts) {
  return async (
    given: { readonly token: string; readonly newPassword: string },
    { network }: CameFrom,
    signal: AbortSignal,
  ): Promise<void> => {
    const violations = new Violations()
    violations.text('token', given.token, { min: 1, max: LONGEST_MAILED_TOKEN })
    const { isCommon } = ports.passwords
    const password = checkNewPassword(violations, 'new_password', given.newPassword, isCommon)
    violations.throwIfAny()
    await withRefusalsCounted(ports, network, () => reset(ports, given.token, password, signal))
  }
}

async function reset(ports: ResetPorts, token: string, password: string, signal: AbortSignal): Promise<void> {
  const presented = readMailedToken(token)
  const user = presented && (await ports.users.get(presented.userId))
  // A token that does not count is not worth the hashing; the guard of the write decides.
  if (!user || !mayReset(user.value, presented, ports.now())) throw resetRefused()
  const passwordHash = await ports.passwords.hash(password, signal)
  const { written, stored } = await ports.users.update(
    user.id,
    (value, rev) => value && withPasswordReset({ value, rev }, presented, passwordHash, ports.now()),
  )
  if (!written || !stored) throw resetRefused()
  await ports.limiter.forgive('signIn', { account: stored.value.emailKey })
  await mailNotice(ports, 'PASSWORD_CHANGED', user.id, stored.value)
}
