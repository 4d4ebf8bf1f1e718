import { Violations } from '@rewards/errors'
import { userNotFound } from '../domain/errors.ts'
import type { AccountPorts } from './change-account.ts'
import { erase } from './erase-user.ts'
import { ownUser } from './own-user.ts'
import type { AuthPorts } from './ports.ts'

/**
 * Deletes the caller, who gives their password once more if they have one. Throws INVALID_FIELDS, USER_NOT_FOUND, PASSWORD_WRONG,
 * LAST_ADMIN, REVISION_MISMATCH, SIGN_IN_BUSY.
 */
export function deleteMyAccount(ports: AccountPorts & Pick<AuthPorts, 'passwords'>) {
  return async (
    { password }: { readonly password: string },
    userId: string,
    signal: AbortSignal,
  ): Promise<void> => {
    const violations = new Violations()
    violations.text('password', password, { min: 0, max: 256 })
    violations.throwIfAny()
    const user = await ports.users.get(userId)
    if (!user) throw userNotFound(userId)
    if (user.value.passwordHash !== undefined) await ownUser(ports, userId, password, signal)
    await erase(ports, userId)
  }
}
