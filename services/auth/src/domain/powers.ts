import { targetMayMore } from './errors.ts'
import { rolesOf } from './role.ts'
import type { User } from './user.ts'

/** What the caller may do everywhere, and what somebody with these roles may. */
export interface Powers {
  readonly held: ReadonlySet<string>
  readonly heldBy: (roles: readonly string[]) => ReadonlySet<string>
}

/** Nobody shuts out somebody who may do what they may not do themselves. Throws TARGET_MAY_MORE. */
export function requireMore({ held, heldBy }: Powers, target: User): void {
  if (!heldBy(rolesOf(target.roles)).isSubsetOf(held)) throw targetMayMore()
}
