import type { Grant } from './grant.ts'

/** What a user was granted, summed up. */
export interface Balance {
  readonly points: bigint
  /** How many coupons. */
  readonly coupons: bigint
  readonly badgeIds: ReadonlySet<string>
}

export const EMPTY_BALANCE: Balance = { points: 0n, coupons: 0n, badgeIds: new Set() }

/** The most that an answer can hold: 2^63 − 1. */
const MOST = 2n ** 63n - 1n

/** The balance with one more grant. Only what is granted counts. Throws when a sum no longer fits an answer. */
export function addGrant(balance: Balance, { state, reward }: Pick<Grant, 'state' | 'reward'>): Balance {
  if (state !== 'GRANTED') return balance
  switch (reward.type) {
    case 'POINT':
      return { ...balance, points: sum(balance.points, reward.amount) }
    case 'COUPON':
      return { ...balance, coupons: sum(balance.coupons, reward.amount) }
    case 'BADGE':
      return { ...balance, badgeIds: new Set(balance.badgeIds).add(reward.itemId) }
  }
}

function sum(before: bigint, amount: number): bigint {
  const after = before + BigInt(amount)
  if (after > MOST) throw new Error(`the sum ${after} does not fit 64 bits`)
  return after
}
