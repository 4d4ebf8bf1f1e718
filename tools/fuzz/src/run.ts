import { setImmediate as turn } from 'node:timers/promises'
import type { FuzzPart, FuzzSurroundings, FuzzTarget } from './part.ts'
import { inputOf } from './seeded.ts'

export interface FuzzOptions {
  /** How long inputs are made up and tried, milliseconds. What was begun by then is waited for. */
  readonly forMs: number
  readonly seed: number
  /** Inputs to be tried before any others. */
  readonly kept?: readonly unknown[]
  /** Aborted by who does not want to wait longer. */
  readonly signal?: AbortSignal
}

/** An input of which something was wrong with what came. */
export interface Failing {
  readonly input: unknown
  /** Which of the seed's inputs it is, from 0; absent for one that was kept. */
  readonly number?: number
  readonly problems: readonly string[]
}

export interface FuzzReport {
  readonly part: string
  readonly seed: number
  readonly tried: number
  readonly failing: readonly Failing[]
  /** What was wrong beyond single inputs. */
  readonly problems: readonly string[]
  readonly counts: ReadonlyMap<string, number>
}

/** After so many a run says nothing new. */
const MOST_FAILING = 1_000

/** Tries the kept inputs, then those of the seed until the time is over. Rejects when the part cannot be carried out at all. */
export async function fuzz<Input>(
  part: FuzzPart<Input>,
  surroundings: FuzzSurroundings,
  options: FuzzOptions,
): Promise<FuzzReport> {
  const target = await part.open(surroundings)
  try {
    const failing: Failing[] = []
    const tried = await tryAll(part, target, options, failing)
    const problems = await target.finish()
    return { part: part.name, seed: options.seed, tried, failing, problems, counts: target.counts }
  } finally {
    await target.close()
  }
}

async function tryAll<Input>(
  part: FuzzPart<Input>,
  target: FuzzTarget<Input>,
  { forMs, seed, kept = [], signal }: FuzzOptions,
  failing: Failing[],
): Promise<number> {
  let next = 0
  const endAt = Date.now() + forMs
  const isOver = (n: number) =>
    n >= kept.length && (Date.now() >= endAt || signal?.aborted === true || failing.length >= MOST_FAILING)
  const worker = async () => {
    for (let n = next++; !isOver(n); n = next++) {
      const isKept = n < kept.length
      const number = n - kept.length
      const input = isKept ? (kept[n] as Input) : inputOf(part.inputs, seed, number)
      // A target that answers without ever waiting would let nothing else of this process run, nor hear that it shall stop.
      await turn()
      const problems = await problemsOf(target, input)
      if (problems.length > 0) failing.push({ input, problems, ...(!isKept && { number }) })
    }
    next--
  }
  await Promise.all(Array.from({ length: part.atOnce }, worker))
  return next
}

async function problemsOf<Input>(target: FuzzTarget<Input>, input: Input): Promise<readonly string[]> {
  try {
    return await target.try(input)
  } catch (err) {
    return [`it could not be tried: ${err instanceof Error ? err.message : String(err)}`]
  }
}
