import { mutants as guards } from '@rewards/model/mutants'
import type { Mutant } from '../mutant.ts'

/** Each guard of docs/protocol.md removed: caught by the model, whose tests run the same. */
export const protocol: readonly Mutant[] = guards.map(({ breaks, edits }) => ({
  name: breaks.toLowerCase().replaceAll(/[^a-z]+/g, '-'),
  breaks,
  edits,
  caughtBy: { scenarios: 20_000 },
}))
