import { givesMoreThanHeld } from './service-account-errors.ts'

/** Nobody gives what they do not have. Throws GIVES_MORE_THAN_HELD. */
export function requireHeld(held: ReadonlySet<string>, given: Iterable<string>): void {
  const missing = [...given].filter(permission => !held.has(permission))
  if (missing.length > 0) throw givesMoreThanHeld(missing)
}
