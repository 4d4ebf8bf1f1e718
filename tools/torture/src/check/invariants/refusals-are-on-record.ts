import type { Call } from '../../log/operation-log.ts'
import type { AttemptRow, RefusalRow } from '../../stores/rows.ts'
import { pairOf } from '../claims.ts'
import { type Evidence, each, type Invariant, sentences } from '../invariant.ts'

/**
 * Each request that was refused left one record: a refusal, or an attempt that found the stock gone. An unknown one at
 * most one; and a refusal that nobody may have been told of is none of ours.
 */
export const refusalsAreOnRecord: Invariant = {
  name: 'a refusal is on record once',
  holds: 'always',
  look: evidence => {
    const pairs = Map.groupBy(evidence.history.calls, pairOf)
    const refusals = Map.groupBy(evidence.rows.refusals, pairOf)
    const attempts = attemptsByPair(evidence)
    return each(pairs, ([pair, calls]) =>
      problemsOf(calls, refusals.get(pair) ?? [], attempts.get(pair) ?? []).map(text => `${pair}: ${text}`),
    )
  },
}

function attemptsByPair({ rows }: Evidence): Map<string, AttemptRow[]> {
  return new Map(rows.claims.map(claim => [pairOf(claim), [...claim.attempts]]))
}

function problemsOf(
  calls: readonly Call[],
  refusals: readonly RefusalRow[],
  attempts: readonly AttemptRow[],
): string[] {
  const keys = new Set([...calls.map(({ key }) => key), ...refusals.map(row => row.idempotencyKey)])
  return [...keys].flatMap(key => {
    const made = calls.filter(call => call.key === key)
    const refused = refusals.filter(({ idempotencyKey }) => idempotencyKey === key)
    const soldOut = attempts.filter(row => row.reason === 'OUT_OF_STOCK' && row.idempotencyKey === key)
    const records = [...refused, ...soldOut].map(({ reason = '' }) => reason)
    return key === undefined
      ? keylessProblems(made, records)
      : keyedProblems({ key, calls: made, refusals: refused.length, records })
  })
}

/** An attempt may stand beside a refusal under one key: of two calls at once, one opened and one found no room. */
function keyedProblems(request: {
  readonly key: string
  readonly calls: readonly Call[]
  readonly refusals: number
  readonly records: readonly string[]
}): string[] {
  const { key, calls, refusals, records } = request
  const missing = reasonsOf(calls).filter(reason => !records.includes(reason))
  return sentences({
    [`the key ${key} was refused ${refusals} times on record`]: refusals > 1,
    [`the key ${key} is refused on record, and nobody asked with it`]: refusals > 0 && calls.length === 0,
    [`the key ${key} was told ${missing[0]}, and there is no such record`]: missing.length > 0,
  })
}

function keylessProblems(calls: readonly Call[], records: readonly string[]): string[] {
  const told = Map.groupBy(reasonsOf(calls), reason => reason)
  const unknown = calls.filter(({ outcome }) => outcome.kind === 'unknown').length
  const missing = [...told].flatMap(([reason, all]) => {
    const found = records.filter(record => record === reason).length
    return found < all.length ? [`${all.length} calls were told ${reason}, ${found} are on record`] : []
  })
  const most = reasonsOf(calls).length + unknown
  const more = records.length > most ? [`${records.length} refusals on record, of at most ${most} calls`] : []
  return [...missing, ...more]
}

function reasonsOf(calls: readonly Call[]): string[] {
  return calls.flatMap(({ outcome }) => (outcome.kind === 'failed' ? [outcome.reason] : []))
}
