import { Violations } from '@rewards/errors'
import { emailKeyOf } from '../domain/email.ts'
import { signInRefused } from '../domain/errors.ts'
import { checkGivenPassword } from '../domain/password.ts'
import { openSession, type SignedIn } from './open-session.ts'
import type { AuthPorts } from './ports.ts'
import { userByEmail } from './users-by-email.ts'

/** Checks a password and opens a session. Throws INVALID_FIELDS, SIGN_IN_REFUSED, SIGN_IN_BUSY, ACCOUNT_BANNED. */
export function signIn(ports: AuthPorts) {
  return async (given: { email: string; password: string }, signal: AbortSignal): Promise<SignedIn> => {
    const violations = new Violations()
    violations.text('email', given.email, { min: 1, max: 320 })
    const password = checkGivenPassword(violations, 'password', given.password)
    violations.throwIfAny()
    const user = await userByEmail(ports, emailKeyOf(given.email))
    const matches = await ports.passwords.matches(password, user?.value.passwordHash, signal)
    if (!user || !matches) throw signInRefused()
    return openSession(ports, user)
  }
}
