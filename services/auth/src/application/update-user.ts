import type { Scope } from '@rewards/access'
import { Violations } from '@rewards/errors'
import type { Stored } from '@rewards/store'
import { userNotFound } from '../domain/errors.ts'
import { requireManaged } from '../domain/managed.ts'
import { checkProfileChange, hasProfile, type ProfileChange, withProfile } from '../domain/profile.ts'
import type { User } from '../domain/user.ts'
import { changedSince } from '../domain/user-change.ts'
import type { AuthPorts } from './ports.ts'

export interface UpdateUserRequest extends ProfileChange {
  readonly userId: string
  readonly expectedRevision: number
}

/** Changes what the account of a user in the scope says of them. Throws INVALID_FIELDS, USER_NOT_FOUND, MEMBER_ELSEWHERE, REVISION_MISMATCH. */
export function updateUser({ users }: Pick<AuthPorts, 'users'>) {
  return async (
    { userId, expectedRevision, ...wanted }: UpdateUserRequest,
    scope: Scope,
  ): Promise<Stored<User>> => {
    const violations = new Violations()
    violations.id('user_id', userId, 'usr')
    const profile = checkProfileChange(violations, wanted)
    violations.integer('expected_revision', expectedRevision, { min: 1, max: 2_147_483_647 })
    violations.throwIfAny()
    const { stored } = await users.update(userId, (value, rev) => {
      requireManaged(value, userId, scope)
      const isDone = () => hasProfile(value, profile)
      return changedSince({ value, rev }, expectedRevision, isDone, user => withProfile(user, profile))
    })
    if (!stored) throw userNotFound(userId)
    return stored
  }
}
