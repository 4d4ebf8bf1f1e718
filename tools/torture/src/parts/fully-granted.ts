import { setImmediate as breath } from 'node:timers/promises'
import { mergeMany, playMany } from '@rewards/model'
import { type Judgement, judgementOf } from '../check/judge.ts'
import { type Part, type PartReport, type PartSurroundings, scaled } from './part.ts'

const SEQUENCES = 10_000
/** Real files take a hundred times as long. */
const SQLITE_SHARE = 0.1
/** So many at once; in between others have their turn, and it may be given up. */
const BATCH = 100

/** Promise 6. */
export const fullyGranted: Part = {
  name: 'fully-granted',
  promises: [6],
  says: `${SEQUENCES} random lives of a claim, and ${SEQUENCES} random sequences of answers in several orders with repeats: "fully granted" is exact, one end for every order, and never taken back`,
  fullSeconds: 90,
  stores: ['sqlite'],
  run: async (options, surroundings) => {
    const { folder } = surroundings
    const sequences = scaled(SEQUENCES, options)
    const onFiles = scaled(SEQUENCES * SQLITE_SHARE, options)
    const seeded = { surroundings, seed: options.seed }
    const merged = await batches('sequences of answers', sequences, seeded, mergeMany)
    const played = await batches('lives of a claim', sequences, seeded, (runs, seed) =>
      playMany({ runs, seed }),
    )
    const filed = await batches('lives on SQLite', onFiles, seeded, (runs, seed) =>
      playMany({ runs, seed, sqliteFolder: folder }),
    )
    return reportOf([merged, played, filed])
  },
}

interface Batched {
  readonly what: string
  readonly asked: number
  done: number
  /** A sentence for each batch in which something diverged. */
  readonly violations: string[]
}

async function batches(
  what: string,
  asked: number,
  { surroundings: { signal, say }, seed }: { readonly surroundings: PartSurroundings; readonly seed: number },
  run: (runs: number, seed: number) => Promise<string | undefined>,
): Promise<Batched> {
  const batched: Batched = { what, asked, done: 0, violations: [] }
  for (let no = 0; batched.done < asked && !signal.aborted; no++) {
    const runs = Math.min(BATCH, asked - batched.done)
    const violation = await run(runs, (seed + no) % 0x7fffffff)
    if (violation !== undefined) batched.violations.push(violation)
    batched.done += runs
    await breath()
  }
  say(`${batched.done} of ${asked} ${what}: ${batched.violations.length} diverged`)
  return batched
}

function reportOf(all: readonly Batched[]): PartReport {
  return {
    isComplete: all.every(({ asked, done }) => done === asked),
    figures: all.map(({ what, asked, done }) => ({ what, asked, seen: done })),
    judgements: all.map(judged),
    strikes: [],
  }
}

function judged({ what, done, violations }: Batched): Judgement {
  return judgementOf({ name: `no divergence in random ${what}`, holds: 'always' }, done, violations)
}
