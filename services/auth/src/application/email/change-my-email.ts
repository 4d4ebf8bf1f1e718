import { Violations } from '@rewards/errors'
import { checkEmail } from '../../domain/email.ts'
import { emailTaken } from '../../domain/errors.ts'
import { checkGivenPassword } from '../../domain/password.ts'
import { type OwnSession, ownUser } from '../own-user.ts'
import type { AuthPorts } from '../ports.ts'
import { userByEmail } from '../users-by-email.ts'
import { askForProof, type ProofPorts } from './ask-for-proof.ts'

/**
 * Mails the caller a token at another address; gives until when it counts. Throws INVALID_FIELDS, USER_NOT_FOUND,
 * PASSWORD_WRONG, SIGN_IN_BUSY, RATE_LIMITED, EMAIL_TAKEN, MAIL_TOO_SOON.
 */
export function changeMyEmail(ports: ProofPorts & Pick<AuthPorts, 'passwords' | 'limiter'>) {
  return async (
    given: { readonly email: string; readonly password: string },
    caller: OwnSession,
    signal: AbortSignal,
  ): Promise<number> => {
    const violations = new Violations()
    const email = checkEmail(violations, 'email', given.email)
    const password = checkGivenPassword(violations, 'password', given.password)
    violations.throwIfAny()
    await ownUser(ports, caller, password, signal)
    const holder = await userByEmail(ports, email.emailKey)
    // Spares the mail; the unique index decides when the address is confirmed.
    if (holder && holder.id !== caller.userId) throw emailTaken()
    return askForProof(ports, caller.userId, email)
  }
}
