import { pairOf } from '../check/claims.ts'
import type { Call, History } from '../log/operation-log.ts'

/** What callers were told, in calls and in claims. */
export interface Told {
  readonly calls: number
  readonly callsUnknown: number
  /** How many attempts of claims were accepted. */
  readonly accepted: number
  /** How many requests were refused, by reason. */
  readonly refused: Readonly<Record<string, number>>
  /** How many requests never had a final answer. */
  readonly unknown: number
}

/** Counts what callers were told; pure. Calls under one key are one request. */
export function toldIn({ calls }: History): Told {
  const requests = [...Map.groupBy(calls, requestOf).values()]
  const endings = requests.map(endingOf)
  const accepted = new Set(
    calls.flatMap(({ outcome }) => (outcome.kind === 'ok' ? [`${outcome.claimId}#${outcome.attempt}`] : [])),
  )
  const refused = endings.flatMap(ending => (ending.kind === 'failed' ? [ending.reason] : []))
  return {
    calls: calls.length,
    callsUnknown: calls.filter(({ outcome }) => outcome.kind === 'unknown').length,
    accepted: accepted.size,
    refused: countsOf(refused),
    unknown: endings.filter(({ kind }) => kind === 'unknown').length,
  }
}

/** How many of each word. */
export function countsOf(words: readonly string[]): Record<string, number> {
  const counts = [...Map.groupBy(words, word => word)].map(([word, all]): [string, number] => [
    word,
    all.length,
  ])
  return Object.fromEntries(counts.toSorted(([a], [b]) => a.localeCompare(b)))
}

function requestOf(call: Call): string {
  return call.key === undefined ? `call ${call.no}` : `${pairOf(call)} ${call.key}`
}

/** An acceptance outranks a refusal, and both outrank what is unknown. */
function endingOf(calls: readonly Call[]): Call['outcome'] {
  const outcomes = calls.map(({ outcome }) => outcome)
  const final = outcomes.find(({ kind }) => kind === 'ok') ?? outcomes.find(({ kind }) => kind === 'failed')
  return final ?? { kind: 'unknown', code: 'none', reason: '' }
}
