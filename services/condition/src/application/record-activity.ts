import { RewardsError, Violations } from '@rewards/errors'
import { idOf, tellsTheSame } from '../domain/fact.ts'
import { type FactDraft, parseFact } from '../domain/parse-fact.ts'
import type { Facts } from './facts.ts'

/**
 * Records one fact, once. `recorded` is false when it was there already.
 * Throws invalid_argument INVALID_FIELDS; already_exists FACT_DIFFERS when another one is kept under its id.
 */
export function recordActivity(facts: Facts, now: () => number) {
  return async ({ activity }: { readonly activity: FactDraft }): Promise<{ recorded: boolean }> => {
    const violations = new Violations()
    const fact = parseFact(violations, 'activity', activity, now())
    violations.throwIfAny()
    const [recording] = await facts.record([fact])
    if (recording && !tellsTheSame(recording.kept, fact)) throw factDiffers(idOf(fact))
    return { recorded: recording?.recorded ?? false }
  }
}

function factDiffers(id: string): RewardsError {
  const message = `the fact ${id} was recorded before with other contents, which stay as they are`
  return new RewardsError('already_exists', 'FACT_DIFFERS', message)
}
