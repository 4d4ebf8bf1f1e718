import { MUTANTS } from '@rewards/mutants'
import type { Mutant } from '@rewards/mutants/mutant'
import { lineOf } from '@rewards/mutants/table'
import { tryMutants } from '@rewards/mutants/try-mutants'
import { judgementOf } from '../check/judge.ts'
import { Random } from '../random.ts'
import { type Part, type PartOptions, type PartReport, type PartSurroundings, scaled } from './part.ts'

/** At least so many, whatever the scale. */
const FEWEST = 2
/** As many as there are cores to run tests on. */
const LANES = 2
const CAUGHT = { name: 'every mutant is caught', holds: 'always' } as const

/** Promise 15. */
export const mutants: Part = {
  name: 'mutants',
  promises: [15],
  says: 'bugs are put into a copy of the code, one at a time: the tests, or the model, that must see each do see it',
  fullSeconds: 600,
  stores: ['sqlite'],
  run,
}

async function run(options: PartOptions, { env, say, signal }: PartSurroundings): Promise<PartReport> {
  const chosen = choose(options)
  const tried = await tryMutants(chosen, {
    lanes: LANES,
    env,
    signal,
    tell: (one, done) => say(`[${done}/${chosen.length}] ${lineOf(one)}`),
  })
  const uncaught = tried.filter(({ outcome }) => outcome !== 'caught')
  return {
    isComplete: tried.length === chosen.length,
    figures: [
      { what: 'mutants caught', asked: chosen.length, seen: tried.length - uncaught.length },
      ...tried.map(({ name, caughtBy, seconds }) => ({
        what: `seconds until ${name} was seen by ${caughtBy}`,
        seen: Math.round(seconds * 10) / 10,
      })),
    ],
    judgements: [judgementOf(CAUGHT, tried.length, uncaught.map(lineOf))],
    strikes: [],
  }
}

/** Those that chance picks, by the seed. */
function choose(options: PartOptions): readonly Mutant[] {
  const count = Math.max(FEWEST, scaled(MUTANTS.length, options))
  return new Random(options.seed).shuffled(MUTANTS).slice(0, count)
}
