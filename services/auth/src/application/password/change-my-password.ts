import { Violations } from '@rewards/errors'
import { passwordChanged } from '../../domain/account-errors.ts'
import { checkGivenPassword, checkNewPassword } from '../../domain/password.ts'
import { withPassword } from '../../domain/password-reset.ts'
import { mailNotice } from '../mails.ts'
import { type OwnSession, ownUser } from '../own-user.ts'
import type { AuthPorts } from '../ports.ts'

type PasswordPorts = Pick<AuthPorts, 'users' | 'passwords' | 'limiter' | 'mailer' | 'mailUndelivered' | 'now'>

/**
 * Replaces the caller's password, and ends their other sessions. Throws INVALID_FIELDS, USER_NOT_FOUND, PASSWORD_WRONG,
 * SIGN_IN_BUSY, RATE_LIMITED, PASSWORD_CHANGED.
 */
export function changeMyPassword(ports: PasswordPorts) {
  return async (
    given: { readonly oldPassword: string; readonly newPassword: string },
    caller: OwnSession,
    signal: AbortSignal,
  ): Promise<void> => {
    const violations = new Violations()
    const oldPassword = checkGivenPassword(violations, 'old_password', given.oldPassword)
    const newPassword = checkNewPassword(
      violations,
      'new_password',
      given.newPassword,
      ports.passwords.isCommon,
    )
    violations.throwIfAny()
    const { value: known } = await ownUser(ports, caller, oldPassword, signal)
    const passwordHash = await ports.passwords.hash(newPassword, signal)
    const { written } = await ports.users.update(caller.userId, (value, rev) =>
      value && value.passwordHash === known.passwordHash
        ? withPassword({ value, rev }, passwordHash, ports.now(), caller.sessionId)
        : undefined,
    )
    if (!written) throw passwordChanged()
    await mailNotice(ports, 'PASSWORD_CHANGED', caller.userId, known)
  }
}
