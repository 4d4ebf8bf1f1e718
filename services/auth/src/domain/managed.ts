import type { Scope } from '@rewards/access'
import { memberElsewhere, userNotFound } from './errors.ts'
import { isWhollyWithin, isWithin } from './membership.ts'
import type { User } from './user.ts'

/**
 * Whoever manages users within a group sees all its members, and changes those who belong to no other: a name, a value or a ban
 * counts in all of a user's groups. Throws USER_NOT_FOUND for who lies outside as for who is not there, MEMBER_ELSEWHERE.
 */
export function requireManaged(user: User | undefined, userId: string, scope: Scope): asserts user {
  if (!user || !isWithin(user, scope)) throw userNotFound(userId)
  if (!isWhollyWithin(user, scope)) throw memberElsewhere(userId)
}
