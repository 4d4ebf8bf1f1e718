import { timestampFromMs } from '@bufbuild/protobuf/wkt'
import { DemoError } from '../demo-error.ts'
import type { Caller } from '../gateway/gateway.ts'
import { untilFinal } from '../gateway/until-final.ts'
import { PURCHASES_WANTED } from './campaign.ts'
import type { Stage } from './stage.ts'

/** The most that one call records. */
const BATCH = 1_000

/** One user in so many buys once too little, and is refused; odd, so that some of them claim under a key. */
const SHORT_ONE_IN = 31

/** Whether the `i`-th user is left short of a purchase; the tenth is among them, so that there is always one. */
export function isShort(i: number): boolean {
  return i % SHORT_ONE_IN === 9
}

/** Records what the users bought, as the shop's service account does. Returns how many purchases. */
export async function recordPurchases(
  { gateway, run }: Stage,
  service: Caller,
  users: readonly Caller[],
): Promise<number> {
  const purchases = users.flatMap((user, i) => purchasesOf(user, i, run))
  for (let from = 0; from < purchases.length; from += BATCH) {
    const activities = purchases.slice(from, from + BATCH)
    const record = () => gateway.conditions.recordActivities({ activities }, gateway.as(service))
    const { recorded, repeated, different } = await untilFinal(record, gateway)
    if (recorded + repeated !== activities.length || different.length > 0)
      throw new DemoError(`of ${activities.length} purchases ${recorded} were recorded`)
  }
  return purchases.length
}

function purchasesOf({ userId }: Caller, i: number, run: string) {
  const count = isShort(i) ? PURCHASES_WANTED - 1 : PURCHASES_WANTED
  return Array.from({ length: count }, (_, n) => ({
    source: 'demo_shop',
    factId: `${run}-${i}-${n}`,
    userId,
    type: 'PURCHASE',
    occurredAt: timestampFromMs(Date.now()),
  }))
}
