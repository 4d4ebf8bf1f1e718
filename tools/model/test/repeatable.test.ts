import fc from 'fast-check'
import { it } from 'vitest'
import { play } from '../src/run.ts'
import { scenario } from '../src/scenario.ts'

/** Always the same ones: what they do not see is a matter of the code, not of luck. */
const [SEED, RUNS] = [5, 300]

it(`every promise is kept in the first ${RUNS} scenarios from seed ${SEED}`, async () => {
  const kept = fc.asyncProperty(scenario, drawn => play(drawn))
  await fc.assert(kept, { numRuns: RUNS, seed: SEED, endOnFailure: true })
}, 60_000)
