import { Violations } from '@rewards/errors'
import { userNotFound } from '../domain/errors.ts'
import { checkGivenPassword } from '../domain/password.ts'
import { type ErasurePorts, erase } from './erase-user.ts'
import { type OwnSession, ownUser } from './own-user.ts'
import type { AuthPorts } from './ports.ts'

/**
 * Deletes the caller, who gives their password once more if they have one. Throws INVALID_FIELDS, USER_NOT_FOUND, PASSWORD_WRONG,
 * LAST_ADMIN, REVISION_MISMATCH, SIGN_IN_BUSY, RATE_LIMITED.
 */
export function deleteMyAccount(ports: ErasurePorts & Pick<AuthPorts, 'passwords' | 'limiter'>) {
  return async (
    { password }: { readonly password: string },
    owner: OwnSession,
    signal: AbortSignal,
  ): Promise<void> => {
    const user = await ports.users.get(owner.userId)
    if (!user) throw userNotFound(owner.userId)
    if (user.value.passwordHash !== undefined) await ownUser(ports, owner, check(password), signal)
    await erase(ports, owner.userId)
  }
}

function check(given: string): string {
  const violations = new Violations()
  const password = checkGivenPassword(violations, 'password', given)
  violations.throwIfAny()
  return password
}
