import {
  type Access,
  FOR_EVER,
  lacking,
  lackingToGive,
  type RoleBinding,
  type ScopeOf,
} from '@rewards/access'
import { givesMoreThanHeld } from './service-account-errors.ts'

/** Who asks, and where they may do what. */
export interface Giver {
  readonly userId: string
  readonly scopeOf: ScopeOf
}

/** Nobody gives what they do not have. Throws GIVES_MORE_THAN_HELD. */
export function requireHeld(held: ReadonlySet<string>, given: Iterable<string>): void {
  refuse([...given].filter(permission => !held.has(permission)))
}

/** Nor in a place where they do not have it, nor for longer than they have it. Throws GIVES_MORE_THAN_HELD. */
export function requireHeldIn(
  { scopeOf }: Giver,
  given: Iterable<string>,
  groupId: string,
  untilMs = FOR_EVER,
): void {
  refuse(lacking(scopeOf, given, groupId, untilMs))
}

/** The same for all that these roles carry in their places. Throws GIVES_MORE_THAN_HELD. */
export function requireGiving({ scopeOf }: Giver, access: Access, bindings: readonly RoleBinding[]): void {
  refuse(bindings.flatMap(binding => lackingToGive(access, scopeOf, binding)))
}

function refuse(missing: readonly string[]): void {
  if (missing.length > 0) throw givesMoreThanHeld([...new Set(missing)])
}
