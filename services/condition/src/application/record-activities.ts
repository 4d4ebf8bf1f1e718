import { Violations } from '@rewards/errors'
import { type Fact, idOf, tellsTheSame } from '../domain/fact.ts'
import { type FactDraft, parseFact } from '../domain/parse-fact.ts'
import type { Facts, Recording } from './facts.ts'

/** What became of a batch. */
export interface Recordings {
  /** How many were new. */
  readonly recorded: number
  /** How many were there already, or came earlier in the batch. */
  readonly repeated: number
  /** Positions of those whose id has other contents, which stay as they are. */
  readonly different: readonly number[]
}

const MAX_BATCH = 1_000

/**
 * Records 1 to 1,000 facts, each once; of two with one id in a batch, the first. Nothing is recorded unless all are
 * well-formed. When it throws unavailable some may be recorded, and the same batch again completes it.
 * Throws invalid_argument INVALID_FIELDS.
 */
export function recordActivities(facts: Facts, now: () => number) {
  return async ({ activities }: { readonly activities: readonly FactDraft[] }): Promise<Recordings> => {
    const parsed = parseBatch(activities, now())
    const distinct = [...Map.groupBy(parsed, idOf).values()].flatMap(([first]) => first ?? [])
    const recordings = await facts.record(distinct)
    return sum(parsed, recordings)
  }
}

function parseBatch(drafts: readonly FactDraft[], nowMs: number): readonly Fact[] {
  const violations = new Violations()
  violations.size('activities', drafts, { min: 1, max: MAX_BATCH })
  violations.throwIfAny()
  const parsed = drafts.map((draft, at) => parseFact(violations, `activities[${at}]`, draft, nowMs))
  violations.throwIfAny()
  return parsed
}

function sum(facts: readonly Fact[], recordings: readonly Recording[]): Recordings {
  const kept = new Map(recordings.map(recording => [idOf(recording.kept), recording.kept]))
  const different = facts.flatMap((fact, at) => {
    const other = kept.get(idOf(fact))
    return other && tellsTheSame(other, fact) ? [] : [at]
  })
  const recorded = recordings.filter(recording => recording.recorded).length
  return { recorded, repeated: facts.length - recorded - different.length, different }
}
