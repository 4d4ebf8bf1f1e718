import type { Collection } from '@rewards/store'
import { gauge } from '@rewards/telemetry'
import type { Claim, ClaimState } from '../../domain/claim.ts'

/** The states in which something is owed; the others only grow, and counting them would cost ever more. */
const OPEN: readonly ClaimState[] = ['RESERVING', 'REQUESTED']

/** How many claims are owed something, and since when the oldest; the same from every process of the service. */
export function measureClaims(claims: Pick<Collection<Claim>, 'count' | 'page'>, now: () => number): void {
  const of = (state: ClaimState) => ({ index: 'by_state', equals: { state } })
  const each = (value: (state: ClaimState) => Promise<number>) => () =>
    Promise.all(OPEN.map(async state => ({ value: await value(state), attributes: { state } })))
  const open = { description: 'Claims that are not decided yet', unit: '{claim}' }
  gauge(
    'rewards.claims.open',
    open,
    each(state => claims.count(of(state))),
  )
  const age = { description: 'Time since the claim that waits longest was changed', unit: 's' }
  gauge(
    'rewards.claims.open.oldest_age',
    age,
    each(async state => {
      const { items } = await claims.page({ ...of(state), limit: 1 })
      const [oldest] = items
      return oldest ? Math.max(0, now() - oldest.value.changedAtMs) / 1_000 : 0
    }),
  )
}
