import { pairOf } from '../check/claims.ts'
import { each } from '../check/invariant.ts'
import { type Judgement, judgementOf } from '../check/judge.ts'
import type { Call, History } from '../log/operation-log.ts'

/** A true answer that is not final: the stock is held by claims that may still fail. */
const ASK_LATER = 'STOCK_PENDING'

const NAME = 'whoever repeats a call gets a final answer in the end'

/** No fault lasts in what it did: of calls that were repeated under one key, one was answered; pure. */
export function answeredInTheEnd({ calls }: History): Judgement {
  const repeated = calls.filter(({ persistent }) => persistent)
  const requests = Map.groupBy(repeated, call => `${pairOf(call)} ${call.key}`)
  const { checked, violations } = each(requests, ([request, made]) => {
    const last = made.toSorted((a, b) => a.at - b.at).at(-1)?.outcome
    return made.some(isAnswered) || last?.kind !== 'unknown'
      ? []
      : [`${request}: ${made.length} calls, the last: ${last.code} ${last.reason}`]
  })
  return judgementOf({ name: NAME, holds: 'quiet' }, checked, violations)
}

function isAnswered({ outcome }: Call): boolean {
  return outcome.kind !== 'unknown' || outcome.reason === ASK_LATER
}
