import { getOption } from '@bufbuild/protobuf'
import { carries, isBuiltInRole } from '@rewards/access'
import { type Policy, policy } from '@rewards/contracts/policy'
import { servicesOf } from '@rewards/contracts/services'

/** The name of a permission, `<thing>.<verb>`. */
export type Permission = string

const POLICIES = Object.values(servicesOf)
  .flat()
  .flatMap(({ methods }) => methods)
  .map(method => getOption(method, policy))

/** Every permission that there is, ascending: those that the policies of the contracts ask for. */
export const PERMISSIONS: readonly Permission[] = askedForBy(POLICIES)

/** Those that are of use to somebody who has them within a group alone. */
export const SCOPED_PERMISSIONS: readonly Permission[] = askedForBy(POLICIES.filter(({ scoped }) => scoped))

function askedForBy(policies: readonly Policy[]): readonly Permission[] {
  const asked = policies.flatMap(({ rule, beyondOwn }) => [
    rule.case === 'permission' ? rule.value : '',
    beyondOwn,
  ])
  return [...new Set(asked.filter(permission => permission !== ''))].toSorted((a, b) => (a < b ? -1 : 1))
}

/** Which of them these built-in roles carry together. A word that is none of them carries nothing. */
export function permissionsOf(roles: readonly string[]): ReadonlySet<Permission> {
  const known = roles.filter(isBuiltInRole)
  return new Set(PERMISSIONS.filter(permission => known.some(role => carries(role, permission))))
}

/** Whether a word is the name of a permission. */
export function isPermission(word: string): boolean {
  return PERMISSIONS.includes(word)
}
