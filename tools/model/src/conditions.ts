import { retryAfter } from '@rewards/errors'
import type { ClaimPorts } from '../../../services/event/src/application/claims/ports.ts'
import type { Process } from './process.ts'

export type Verdict = 'met' | 'not met' | 'down'

/** A condition service that says what the run wants it to say. */
export function conditionsOf(
  process: Process,
  says: { readonly verdict: Verdict },
): ClaimPorts['conditions'] {
  const down = () => retryAfter(1_000, 'CONDITION_DOWN', 'the condition service does not answer')
  return {
    evaluate: () =>
      process.io(
        async () => {
          if (says.verdict === 'down') throw down()
          return { met: says.verdict === 'met', results: [] }
        },
        { writes: false },
        down,
      ),
  }
}
