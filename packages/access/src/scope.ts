/** Where a permission holds: everywhere, or in these groups, all that lie below them named too. None named: nowhere. */
export type Scope = 'everywhere' | ReadonlySet<string>

export const NOWHERE: Scope = new Set()

export function isNowhere(scope: Scope): boolean {
  return scope !== 'everywhere' && scope.size === 0
}

/** Whether what belongs to this group lies in the scope; `''`: what belongs to no group, and so to the whole system. */
export function covers(scope: Scope, groupId: string): boolean {
  return scope === 'everywhere' || scope.has(groupId)
}
