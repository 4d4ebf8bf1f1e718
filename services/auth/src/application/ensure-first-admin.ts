import { Violations } from '@rewards/errors'
import { type Account, checkAccount } from '../domain/account.ts'
import { ADMINISTRATORS_ID } from '../domain/administrators.ts'
import { roleSet } from '../domain/role.ts'
import { FIRST_ADMIN_ID } from '../domain/user.ts'
import { changeRoles } from './change-roles.ts'
import type { AuthPorts } from './ports.ts'
import { insertUser } from './users-by-email.ts'

type FirstAdminPorts = Pick<AuthPorts, 'users' | 'administrators' | 'passwords' | 'newId' | 'now'>

/** What the first administrator signs in with. */
export interface Credentials {
  readonly email: string
  readonly password: string
}

/**
 * Makes an administrator when there is none; done by each process at its start, whichever comes first, and gone on with after
 * a crash. `credentials` is asked only then, and must give the same to all who ask. Gives whether there was none.
 */
export function ensureFirstAdmin(ports: FirstAdminPorts) {
  return async (credentials: () => Promise<Credentials>): Promise<boolean> => {
    const administrators = await ports.administrators.get(ADMINISTRATORS_ID)
    if (administrators && administrators.value.members.length > 0) return false
    const { password, ...account } = checked(await credentials())
    const passwordHash = await ports.passwords.hash(password, new AbortController().signal)
    const user = { ...account, passwordHash, roles: roleSet([]), createdAtMs: ports.now() }
    await insertUser(ports, FIRST_ADMIN_ID, user)
    await changeRoles(ports, { userId: FIRST_ADMIN_ID, expectedRevision: 1, roles: roleSet(['ADMIN']) })
    return true
  }
}

function checked({ email, password }: Credentials): Account {
  const violations = new Violations()
  const account = checkAccount(violations, { email, password, displayName: 'Administrator' })
  violations.throwIfAny()
  return account
}
