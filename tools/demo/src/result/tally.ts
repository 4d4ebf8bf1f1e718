/** How often, or how much, by a key: `claimId#attempt` → 1, a user's id → points. */
export type Tally = ReadonlyMap<string, number>

/** Counts each key once for each time that it is there. */
export function tally(keys: Iterable<string>): Tally {
  return sums(Array.from(keys, key => [key, 1] as const))
}

/** Adds up the amounts of equal keys. */
export function sums(entries: Iterable<readonly [string, number]>): Tally {
  const result = new Map<string, number>()
  for (const [key, amount] of entries) result.set(key, (result.get(key) ?? 0) + amount)
  return result
}

/** The sum over all keys. */
export function total(tallied: Tally): number {
  return tallied.values().reduce((sum, amount) => sum + amount, 0)
}

/** The keys for which the second tally has less than the first, or more than the first and what it may have beyond. */
export function differing(one: Tally, other: Tally, beyond: Tally): string[] {
  const of = (tallied: Tally, key: string) => tallied.get(key) ?? 0
  const keys = new Set([...one.keys(), ...other.keys()])
  return [...keys].filter(key => {
    const more = of(other, key) - of(one, key)
    return more < 0 || more > of(beyond, key)
  })
}
