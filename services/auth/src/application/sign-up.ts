import { Violations } from '@rewards/errors'
import { type AccountDraft, checkAccount } from '../domain/account.ts'
import { emailTaken } from '../domain/errors.ts'
import { roleSet } from '../domain/role.ts'
import { newcomerAt } from '../domain/standing.ts'
import { askForProof } from './email/ask-for-proof.ts'
import { openSession, type SignedIn } from './open-session.ts'
import type { AuthPorts, CameFrom } from './ports.ts'
import { insertUser, userByEmail } from './users-by-email.ts'

/**
 * Makes a user with the role USER and signs them in; where addresses are to be verified, as PENDING, with a token mailed there.
 * Throws INVALID_FIELDS, EMAIL_TAKEN, SIGN_IN_BUSY, RATE_LIMITED.
 */
export function signUp(ports: AuthPorts) {
  return async (draft: AccountDraft, from: CameFrom, signal: AbortSignal): Promise<SignedIn> => {
    const violations = new Violations()
    const { password, ...account } = checkAccount(violations, draft, ports.passwords.isCommon)
    violations.throwIfAny()
    await ports.limiter.count('signUp', { network: from.network, account: account.emailKey })
    // Spares the hashing; the unique index decides.
    if (await userByEmail(ports, account.emailKey)) throw emailTaken()
    const passwordHash = await ports.passwords.hash(password, signal)
    const newcomer = newcomerAt(ports.now(), ports.verifiesEmail)
    const id = ports.newId('usr')
    const user = await insertUser(ports, id, { ...account, passwordHash, roles: roleSet([]), ...newcomer })
    if (!user) throw new Error(`the user id ${id} is taken`)
    if (ports.verifiesEmail) await askForProof(ports, id, account)
    return openSession(ports, user, from)
  }
}
