import type { Violations } from '@rewards/errors'

/** Finds ids that come twice, and names the place of the later one. */
export function checkUnique(
  violations: Violations,
  fieldAt: (at: number) => string,
  ids: readonly string[],
): void {
  const first = new Map<string, number>()
  for (const [at, id] of ids.entries()) {
    const before = first.get(id)
    if (before === undefined) first.set(id, at)
    else if (id !== '')
      violations.add(
        fieldAt(at),
        `is ${JSON.stringify(id)} like ${fieldAt(before)}; allowed are ids that differ`,
      )
  }
}
