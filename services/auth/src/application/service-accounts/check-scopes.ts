import type { Violations } from '@rewards/errors'

/** 1 to 50 permissions, none but known ones (`undefined` stands for the others). Gives them ascending, each once. */
export function checkScopes(
  violations: Violations,
  scopes: readonly (string | undefined)[],
): readonly string[] {
  violations.size('scopes', scopes, { min: 1, max: 50 })
  scopes.forEach((scope, at) => {
    if (scope === undefined) violations.add(`scopes[${at}]`, 'is no permission, such as activity.write')
  })
  return [...new Set(scopes.filter(scope => scope !== undefined))].toSorted((a, b) => (a < b ? -1 : 1))
}
