import { currentAuditedCall, withAuditedCall } from '@rewards/audit'
import { retryAfter } from '@rewards/errors'
import type { Decide, Stored } from '@rewards/store'
import {
  type AccountChange,
  type AccountStep,
  hasStepped,
  isAdministrator,
  stepped,
} from '../domain/account-change.ts'
import { ADMINISTRATORS_ID, type Administrators, begin, finish } from '../domain/administrators.ts'
import { adminNotAPerson, revisionMismatch, userDeleted, userNotFound } from '../domain/errors.ts'
import { isDeleted } from '../domain/standing.ts'
import { revisionOf, type User } from '../domain/user.ts'
import type { AuthPorts } from './ports.ts'

export type AccountPorts = Pick<AuthPorts, 'users' | 'administrators' | 'newId' | 'now'>

/** A step, and of whom. */
export type WantedChange = AccountStep & Pick<AccountChange, 'userId' | 'expectedRevision'>

/** Each try that does not get its turn finishes somebody else's change, so that all of them come to an end. */
const MAX_TRIES = 200

/**
 * Makes a step of an account that may concern who is an administrator, one after the other in the whole system, so that the last
 * administrator stays one in every race and after every crash. The same change again gives the same answer while nothing
 * else changed the user; a step that does not exist for the user leaves them as they are. Throws USER_NOT_FOUND,
 * USER_DELETED, REVISION_MISMATCH, LAST_ADMIN, ADMIN_NOT_A_PERSON.
 */
export async function changeAccount(ports: AccountPorts, wanted: WantedChange): Promise<Stored<User>> {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const user = await ports.users.get(wanted.userId)
    if (!user) throw userNotFound(wanted.userId)
    if (hasStepped(user, wanted)) return user
    if (isDeleted(user.value)) throw userDeleted(wanted.userId)
    if ('roles' in wanted && wanted.roles.ADMIN && user.value.kind) throw adminNotAPerson()
    const revision = revisionOf(user)
    if (revision !== wanted.expectedRevision) throw revisionMismatch(wanted.expectedRevision, revision)
    const change = { ...wanted, changeId: ports.newId('chg'), ...askedBy() }
    if (!stepped(user, change, ports.now())) return user
    const { stored } = await ports.administrators.update(ADMINISTRATORS_ID, current => begin(current, change))
    await finishPending(ports, stored?.value)
  }
  throw retryAfter(500, 'TOO_MUCH_CONTENTION', 'too many changes of accounts at once; try again')
}

/** Finishes the change under way, whoever began it. */
export async function finishPending(ports: AccountPorts, seen: Administrators | undefined): Promise<void> {
  const change = seen?.change
  if (!change) return
  const step: Decide<User> = (value, rev) => value && stepped({ value, rev }, change, ports.now())
  const { stored: user } = await withAuditedCall(change.call, () => ports.users.update(change.userId, step))
  const isAdmin = user !== undefined && isAdministrator(user.value)
  await ports.administrators.update(ADMINISTRATORS_ID, current => finish(current, change, isAdmin))
}

function askedBy(): Pick<AccountChange, 'call'> {
  const call = currentAuditedCall()
  return call ? { call } : {}
}
