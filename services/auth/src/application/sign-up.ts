import { Violations } from '@rewards/errors'
import { type AccountDraft, checkAccount } from '../domain/account.ts'
import { emailTaken } from '../domain/errors.ts'
import { roleSet } from '../domain/role.ts'
import type { User } from '../domain/user.ts'
import { openSession, type SignedIn } from './open-session.ts'
import type { AuthPorts, CameFrom } from './ports.ts'
import { insertUser, userByEmail } from './users-by-email.ts'

/** Makes a user with the role USER and signs them in. Throws INVALID_FIELDS, EMAIL_TAKEN, SIGN_IN_BUSY, RATE_LIMITED. */
export function signUp(ports: AuthPorts) {
  return async (draft: AccountDraft, from: CameFrom, signal: AbortSignal): Promise<SignedIn> => {
    const violations = new Violations()
    const { password, ...account } = checkAccount(violations, draft, ports.passwords.isCommon)
    violations.throwIfAny()
    await ports.limiter.count('signUp', { network: from.network, account: account.emailKey })
    // Spares the hashing; the unique index decides.
    if (await userByEmail(ports, account.emailKey)) throw emailTaken()
    const passwordHash = await ports.passwords.hash(password, signal)
    const user: User = { ...account, passwordHash, roles: roleSet([]), createdAtMs: ports.now() }
    const id = ports.newId('usr')
    if (!(await insertUser(ports, id, user))) throw new Error(`the user id ${id} is taken`)
    return openSession(ports, { id, rev: 1, value: user }, from)
  }
}
