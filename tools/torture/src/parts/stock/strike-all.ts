import type { Fault } from '../../faults/plan.ts'
import { type Strike, strike } from '../../faults/strike.ts'
import { strikeLine } from '../../report/strike-line.ts'
import type { World } from '../../system/world.ts'
import type { Claimers } from './claimers.ts'

export interface Dealing {
  readonly claimers: Claimers
  readonly share: number
  /** Gets each fault. */
  readonly strikes: Strike[]
}

/** Deals the faults one after the other; so many more claimers come with each. All processes do their work again when it resolves. */
export async function strikeAll(
  world: World,
  faults: readonly Fault[],
  { claimers, share, strikes }: Dealing,
): Promise<void> {
  const striking = { ...world, load: claimers, random: world.random.fork() }
  for (const [no, fault] of faults.entries()) {
    claimers.come(share)
    const struck = await strike(striking, fault, faults[no - 1])
    strikes.push(struck)
    world.say(strikeLine(struck, `${no + 1}/${faults.length}`))
  }
  await world.target.ready()
}
