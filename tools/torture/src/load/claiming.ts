import type { World } from '../system/world.ts'
import type { Claiming } from './claim.ts'
import { Tally } from './tally.ts'

/** What claims in a world are made and written down with. */
export function claimingIn({ gateways, log, signal }: World): Claiming {
  let calls = 0
  return { gateways, log, signal, tally: new Tally(), nextNo: () => calls++ }
}
