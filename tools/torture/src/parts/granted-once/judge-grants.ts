import { each } from '../../check/invariant.ts'
import { type Judgement, judgementOf } from '../../check/judge.ts'
import type { ClaimRow, StoredRows } from '../../stores/rows.ts'

const ALL_GRANTED = {
  name: 'every claim that was made is SUCCESS, and was granted each of its rewards in one attempt',
  holds: 'quiet',
} as const

/** Nobody was rejected here: so many claims, each granted whole; pure. */
export function judgeGrants(claims: number, rows: Pick<StoredRows, 'claims' | 'grants'>): Judgement {
  const grants = Map.groupBy(rows.grants, ({ claimId }) => claimId)
  const { checked, violations } = each(rows.claims, claim => {
    const granted = (grants.get(claim.id) ?? []).filter(({ state }) => state === 'GRANTED')
    const isWhole = claim.state === 'SUCCESS' && granted.length === claim.requested.length
    return isWhole && claim.attempt === 1 ? [] : [problemOf(claim, granted.length)]
  })
  const missing = rows.claims.length === claims ? [] : [`${rows.claims.length} claims of ${claims} are there`]
  return judgementOf(ALL_GRANTED, checked, [...missing, ...violations])
}

function problemOf({ id, state, attempt, requested }: ClaimRow, granted: number): string {
  return `${id} is ${state} in attempt ${attempt}, with ${granted} of ${requested.length} granted`
}
