import type { HistoryEntry } from '@rewards/contracts/event'
import { pairOf } from '../../check/claims.ts'
import type { Finding } from '../../check/invariant.ts'
import { untilFinal } from '../../gateways/until-final.ts'
import { inParallel } from '../../in-parallel.ts'
import type { Lab } from '../../lab/lab.ts'
import type { Call } from '../../log/operation-log.ts'
import type { Claimer } from '../../stage/stage.ts'

const AT_ONCE = 8
const PAGE_SIZE = 200

/** Looks up the requests of so many users and events in the histories that those users are shown. */
export async function onceInHistory(lab: Lab, pairs: number): Promise<Finding> {
  const { stage } = lab.fittings
  const calls = lab.history().calls.filter(({ key }) => key !== undefined)
  const looked = [...Map.groupBy(calls, pairOf).values()].slice(0, pairs)
  const found = await inParallel(looked, AT_ONCE, async made => {
    const user = stage.users.find(({ userId }) => userId === made[0]?.userId)
    return user ? lookUp(lab, user, made) : []
  })
  const requests = found.flat()
  return { checked: requests.length, violations: requests.flatMap(({ problem }) => problem ?? []) }
}

interface Looked {
  readonly problem?: string
}

async function lookUp(lab: Lab, user: Claimer, calls: readonly Call[]): Promise<Looked[]> {
  const entries = await historyOf(lab, user, calls[0]?.eventId ?? '')
  const requests = [...Map.groupBy(calls, ({ key = '' }) => key)].filter(([, made]) => isJudged(made))
  return requests.map(([key, made]) => {
    const problem = problemOf(entries, key)
    return problem === undefined ? {} : { problem: `${made[0] && pairOf(made[0])} ${key}: ${problem}` }
  })
}

/** One that was answered. Of calls at the same time, one may have been refused and another accepted. */
function isJudged(calls: readonly Call[]): boolean {
  const isAnswered = calls.some(({ outcome }) => outcome.kind !== 'unknown')
  const ordered = calls.toSorted((a, b) => a.at - b.at)
  const isApart = ordered.every(
    ({ at }, i) => i === 0 || (ordered[i - 1]?.endedAt ?? Number.POSITIVE_INFINITY) <= at,
  )
  return isAnswered && isApart
}

function problemOf(entries: readonly HistoryEntry[], key: string): string | undefined {
  const found = entries.filter(({ entry }) => entry.value?.idempotencyKey === key).length
  return found === 1 ? undefined : `is in the history ${found} times`
}

async function historyOf({ fittings }: Lab, user: Claimer, eventId: string): Promise<HistoryEntry[]> {
  const { gateways, signal } = fittings
  const entries: HistoryEntry[] = []
  for (let pageToken = ''; ; ) {
    const options = await user.account.options(signal)
    const call = () =>
      gateways.any().claims.getClaimHistory({ eventId, pageSize: PAGE_SIZE, pageToken }, options)
    const page = await untilFinal('a history', call, signal)
    entries.push(...page.entries)
    pageToken = page.nextPageToken
    if (pageToken === '') return entries
  }
}
