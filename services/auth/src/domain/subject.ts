import type { Subject } from './access-token.ts'
import { rolesOf } from './role.ts'
import { accessRevisionOf, type User } from './user.ts'

/** The user as the subject of a token: what they were given themselves. */
export function subjectOf(userId: string, user: User): Subject {
  return {
    userId,
    roles: rolesOf(user.roles),
    groups: [],
    bindings: [],
    accessRevision: accessRevisionOf(user),
  }
}
