import type { Caller } from '../gateway/gateway.ts'
import { untilFinal } from '../gateway/until-final.ts'
import { sideBySide } from '../side-by-side.ts'
import type { Belongings } from '../told/told.ts'
import type { Stage } from './stage.ts'

const AT_ONCE = 32

/** What each user is shown of what they got, asked by themselves. */
export function belongingsOf(stage: Stage, eventId: string, users: readonly Caller[]): Promise<Belongings[]> {
  return sideBySide(users, AT_ONCE, async user => {
    const { gateway } = stage
    const balance = await untilFinal(() => gateway.grants.getMyBalance({}, gateway.as(user)), gateway)
    // An event with three rewards makes three grants, so that one page is enough.
    const page = await untilFinal(() => gateway.grants.listMyGrants({ eventId }, gateway.as(user)), gateway)
    return {
      userId: user.userId,
      points: Number(balance.points),
      badges: balance.badgeIds.length,
      couponCodes: page.grants.flatMap(({ couponCodes }) => couponCodes),
    }
  })
}
