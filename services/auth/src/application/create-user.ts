import { Violations } from '@rewards/errors'
import type { Stored } from '@rewards/store'
import { type Account, type AccountDraft, checkAccount } from '../domain/account.ts'
import { checkRoles } from '../domain/check-roles.ts'
import { derivedId, hashOf } from '../domain/derived-id.ts'
import { keyReused } from '../domain/errors.ts'
import type { Giver } from '../domain/giving.ts'
import { type Role, type RoleSet, roleSet, rolesOf } from '../domain/role.ts'
import { revisionOf, type User } from '../domain/user.ts'
import { requireGivingRoles } from './access/give-roles.ts'
import { changeAccount } from './change-account.ts'
import type { AuthPorts } from './ports.ts'
import { insertUser } from './users-by-email.ts'

export interface CreateUserRequest extends AccountDraft {
  readonly idempotencyKey: string
  /** `undefined`: a role that this version does not know. */
  readonly roles: readonly (Role | undefined)[]
}

/**
 * Makes a user, once per caller and idempotency key: the id is derived from both, so that inserting it once is the idempotency.
 * A repeat gives the user as it is by then. Throws INVALID_FIELDS, EMAIL_TAKEN, KEY_REUSED, SIGN_IN_BUSY,
 * GIVES_MORE_THAN_HELD.
 */
export function createUser(ports: AuthPorts) {
  return async (request: CreateUserRequest, giver: Giver, signal: AbortSignal): Promise<Stored<User>> => {
    const { account, roles } = check(ports, request)
    requireGivingRoles(ports, giver, rolesOf(roles))
    const id = derivedId('usr', 'CreateUser', giver.userId, request.idempotencyKey)
    const there = await ports.users.get(id)
    const made = there ? undefined : await make(ports, id, account, roles, signal)
    const user = made ?? (await sameRequest(ports, id, account, roles, signal))
    // ADMIN is given through the one change at a time of all roles; a repeat goes on where the last call stopped.
    if (!roles.ADMIN || revisionOf(user) > 1) return user
    return changeAccount(ports, { userId: id, expectedRevision: 1, roles })
  }
}

function check({ passwords }: AuthPorts, request: CreateUserRequest): { account: Account; roles: RoleSet } {
  const violations = new Violations()
  violations.text('idempotency_key', request.idempotencyKey, { min: 1, max: 100 })
  const account = checkAccount(violations, request, passwords.isCommon)
  const roles = roleSet(checkRoles(violations, request.roles))
  violations.throwIfAny()
  return { account, roles }
}

/** `undefined` when an equal call was faster. */
async function make(
  ports: AuthPorts,
  id: string,
  { password, ...account }: Account,
  wanted: RoleSet,
  signal: AbortSignal,
): Promise<Stored<User> | undefined> {
  const passwordHash = await ports.passwords.hash(password, signal)
  const roles = roleSet(rolesOf(wanted).filter(role => role !== 'ADMIN'))
  const requestFingerprint = fingerprintOf(account, wanted)
  const value: User = { ...account, passwordHash, roles, createdAtMs: ports.now(), requestFingerprint }
  return insertUser(ports, id, value)
}

/** The password is compared by its slow hash: a fast one beside it would undo the slow one. */
async function sameRequest(
  { users, passwords }: AuthPorts,
  id: string,
  account: Account,
  roles: RoleSet,
  signal: AbortSignal,
): Promise<Stored<User>> {
  const user = await users.get(id)
  if (user?.value.requestFingerprint !== fingerprintOf(account, roles)) throw keyReused()
  if (!(await passwords.matches(account.password, user.value.passwordHash, signal))) throw keyReused()
  return user
}

function fingerprintOf({ email, displayName }: Omit<Account, 'password'>, roles: RoleSet): string {
  return hashOf(email, displayName, ...rolesOf(roles))
}
