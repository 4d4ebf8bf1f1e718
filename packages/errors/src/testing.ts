import { type FieldViolation, RewardsError } from './rewards-error.ts'
import { Violations } from './violations.ts'

/** What a check gives, and what it found wrong, in its order. */
export function judged<T>(
  check: (violations: Violations) => T,
): readonly [value: T, found: readonly FieldViolation[]] {
  const violations = new Violations()
  const value = check(violations)
  try {
    violations.throwIfAny()
    return [value, []]
  } catch (error) {
    if (error instanceof RewardsError) return [value, error.violations]
    throw error
  }
}

/** What a check found wrong, each as its field and its description. */
export function problemsIn(check: (violations: Violations) => unknown): string[] {
  const [, found] = judged(check)
  return found.map(({ field, description }) => `${field} ${description}`)
}
