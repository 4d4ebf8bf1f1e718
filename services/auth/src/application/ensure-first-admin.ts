import { Violations } from '@rewards/errors'
import { type Account, checkAccount } from '../domain/account.ts'
import { ADMINISTRATORS_ID } from '../domain/administrators.ts'
import { roleSet } from '../domain/role.ts'
import { FIRST_ADMIN_ID } from '../domain/user.ts'
import { changeAccount } from './change-account.ts'
import type { AuthPorts } from './ports.ts'
import { insertUser } from './users-by-email.ts'

type FirstAdminPorts = Pick<AuthPorts, 'users' | 'administrators' | 'passwords' | 'newId' | 'now'>

/** What the first administrator signs in with. */
export interface Credentials {
  readonly email: string
  readonly password: string
}

/** `made`: now, of the given credentials. `made of others`: now too, but of what another process was given. */
export type FirstAdmin = 'there already' | 'made' | 'made of others'

/**
 * Makes an administrator when there is none; done by each process at its start, whichever comes first, and gone on with after
 * a crash. `credentials` is asked only then.
 */
export function ensureFirstAdmin(ports: FirstAdminPorts) {
  return async (credentials: () => Promise<Credentials>): Promise<FirstAdmin> => {
    const administrators = await ports.administrators.get(ADMINISTRATORS_ID)
    if (administrators && administrators.value.members.length > 0) return 'there already'
    const { password, ...account } = checked(ports, await credentials())
    const { signal } = new AbortController()
    const passwordHash = await ports.passwords.hash(password, signal)
    const user = { ...account, passwordHash, roles: roleSet([]), createdAtMs: ports.now() }
    await insertUser(ports, FIRST_ADMIN_ID, user)
    const roles = roleSet(['ADMIN'])
    const admin = await changeAccount(ports, { userId: FIRST_ADMIN_ID, expectedRevision: 1, roles })
    const isOurs = await ports.passwords.matches(password, admin.value.passwordHash, signal)
    return isOurs ? 'made' : 'made of others'
  }
}

function checked({ passwords }: FirstAdminPorts, { email, password }: Credentials): Account {
  const violations = new Violations()
  const draft = { email, password, displayName: 'Administrator' }
  const account = checkAccount(violations, draft, passwords.isCommon)
  violations.throwIfAny()
  return account
}
