import { applyEdits } from '@rewards/model/edit'
import { runCatcher, type Verdict } from './catchers.ts'
import { copyRepository } from './copy.ts'
import { type Catcher, type Mutant, nameOf } from './mutant.ts'
import type { Environment, Place } from './program.ts'

/** What became of a mutant. */
export interface Tried {
  readonly name: string
  readonly breaks: string
  readonly caughtBy: string
  /** `survived`: the catcher saw nothing. `broken`: it could not run, or fails without a mutant too. */
  readonly outcome: 'caught' | 'survived' | 'broken'
  /** What failed first; '' for who survived. */
  readonly because: string
  /** From when it was planted until it was caught, seconds. */
  readonly seconds: number
}

export interface Trying {
  /** How many are tried side by side, each in a copy of its own. */
  readonly lanes: number
  readonly env: Environment
  readonly signal: AbortSignal
  readonly tell: (tried: Tried, done: number) => void
}

/**
 * Plants each mutant in a copy of the repository, and lets its catcher judge it; each catcher also judges the code as it is.
 * Those that were tried by then when the signal aborts. Rejects when a mutant does not fit the code. Leaves nothing behind.
 */
export async function tryMutants(mutants: readonly Mutant[], trying: Trying): Promise<readonly Tried[]> {
  const queue = [...mutants].toSorted((a, b) => (nameOf(a.caughtBy) < nameOf(b.caughtBy) ? -1 : 1))
  const tried: Tried[] = []
  const baselines = new Baselines()
  const lane = async () => {
    using copy = copyRepository()
    const place = { root: copy.root, env: trying.env, signal: trying.signal }
    for (let mutant = queue.shift(); mutant && !trying.signal.aborted; mutant = queue.shift()) {
      const result = await tryOne(mutant, place, baselines)
      trying.tell(result, tried.push(result))
    }
  }
  const lanes = await Promise.allSettled(Array.from({ length: trying.lanes }, lane))
  for (const { reason } of lanes.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[])
    if (!trying.signal.aborted) throw reason
  return tried
}

async function tryOne(
  { name, breaks, edits, caughtBy }: Mutant,
  place: Place,
  baselines: Baselines,
): Promise<Tried> {
  const names = { name, breaks, caughtBy: nameOf(caughtBy) }
  const without = await baselines.of(caughtBy, place)
  const startedAt = performance.now()
  if (without.kind !== 'green')
    return { ...names, outcome: 'broken', because: `without a mutant: ${without.because}`, seconds: 0 }
  const putBack = applyEdits(place.root, edits)
  try {
    const { kind, because } = await runCatcher(caughtBy, place)
    const outcome = kind === 'green' ? 'survived' : kind
    return { ...names, outcome, because, seconds: (performance.now() - startedAt) / 1_000 }
  } finally {
    putBack()
  }
}

/** What catchers say of the code as it is: each is asked once. */
class Baselines {
  readonly #known = new Map<string, Promise<Verdict>>()

  of(catcher: Catcher, place: Place): Promise<Verdict> {
    // The model without a mutant is a short run: its tests play more.
    const asked = 'file' in catcher ? catcher : { scenarios: Math.min(catcher.scenarios, 1_000) }
    const key = nameOf(asked)
    const known = this.#known.get(key) ?? runCatcher(asked, place)
    this.#known.set(key, known)
    return known
  }
}
