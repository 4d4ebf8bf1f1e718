import type { Evidence, Invariant } from './invariant.ts'
import { INVARIANTS } from './invariants.ts'

/** What was found of one invariant. */
export interface Judgement {
  readonly invariant: string
  /** When it must hold: what does not hold always will not hold later either. */
  readonly when: Invariant['holds']
  readonly verdict: 'holds' | 'violated' | 'not judged'
  /** How many things were looked at. */
  readonly checked: number
  /** How many violations there are. */
  readonly violated: number
  /** The first of them. */
  readonly examples: readonly string[]
}

const MOST_EXAMPLES = 20

/** Holds what a run left behind against every invariant; of one that is not quiet, against those that hold always. */
export function judge(evidence: Evidence, { isQuiet }: { isQuiet: boolean }): Judgement[] {
  return INVARIANTS.map(invariant =>
    invariant.holds === 'always' || isQuiet ? judged(invariant, evidence) : notJudged(invariant),
  )
}

function judged({ name, holds, look }: Invariant, evidence: Evidence): Judgement {
  const { checked, violations } = look(evidence)
  return judgementOf({ name, holds }, checked, violations)
}

/** The judgement of something that was looked at. */
export function judgementOf(
  { name, holds }: Pick<Invariant, 'name' | 'holds'>,
  checked: number,
  violations: readonly string[],
): Judgement {
  return {
    invariant: name,
    when: holds,
    verdict: violations.length > 0 ? 'violated' : 'holds',
    checked,
    violated: violations.length,
    examples: violations.slice(0, MOST_EXAMPLES),
  }
}

function notJudged({ name, holds }: Invariant): Judgement {
  return { invariant: name, when: holds, verdict: 'not judged', checked: 0, violated: 0, examples: [] }
}
