import type { MessageInitShape } from '@bufbuild/protobuf'
import { timestampFromMs } from '@bufbuild/protobuf/wkt'
import { type EventSchema, EventStatus, type RewardSchema } from '@rewards/contracts/event'
import { WhenSoldOut } from '@rewards/contracts/reward'
import { DemoError } from '../demo-error.ts'
import type { Caller } from '../gateway/gateway.ts'
import { untilFinal } from '../gateway/until-final.ts'
import type { Stage } from './stage.ts'

/** The ids of the event's rewards. */
export const REWARD_IDS = { points: 'rwd_points', coupon: 'rwd_coupon', badge: 'rwd_badge' } as const
export const POINTS = 100
/** How many purchases the event asks for. */
export const PURCHASES_WANTED = 2

const HOUR_MS = 3_600_000

/** Makes the event and opens it to claims. Returns its id. */
export async function openCampaign(
  { gateway, run }: Stage,
  operator: Caller,
  stock: number,
): Promise<string> {
  const options = gateway.as(operator)
  const request = { idempotencyKey: `demo-${run}`, event: campaign(run, stock, Date.now()) }
  const { event } = await untilFinal(() => gateway.events.createEvent(request, options), gateway)
  if (!event) throw new DemoError('the answer to CreateEvent is without the event')
  const { eventId, revision } = event
  const activation = { eventId, expectedRevision: revision, status: EventStatus.ACTIVE }
  await untilFinal(() => gateway.events.changeEventStatus(activation, options), gateway)
  return eventId
}

function campaign(run: string, stock: number, nowMs: number): MessageInitShape<typeof EventSchema> {
  return {
    name: `Demo ${run}`,
    description: 'Sign up, buy twice, and claim points, a coupon while there are some, and a badge.',
    // Already open, so that what users do from now on counts, whatever the clocks differ by.
    startsAt: timestampFromMs(nowMs - HOUR_MS),
    endsAt: timestampFromMs(nowMs + HOUR_MS),
    conditions: [
      { conditionId: 'cnd_login', type: 'LOGIN_DAYS', operator: '>=', value: number(1) },
      {
        conditionId: 'cnd_purchase',
        type: 'PURCHASE_COUNT',
        operator: '>=',
        value: number(PURCHASES_WANTED),
      },
    ],
    rewards: rewards(stock),
  }
}

function rewards(stock: number): MessageInitShape<typeof RewardSchema>[] {
  const [template, badge] = [{ templateId: 'DEMO', count: 1 }, { badgeId: 'demo' }]
  return [
    {
      rewardId: REWARD_IDS.points,
      name: 'Points',
      kind: { case: 'point', value: { amount: BigInt(POINTS) } },
    },
    {
      rewardId: REWARD_IDS.coupon,
      name: 'Coupon',
      kind: { case: 'coupon', value: template },
      stock,
      whenSoldOut: WhenSoldOut.GRANT_THE_REST,
    },
    { rewardId: REWARD_IDS.badge, name: 'Badge', kind: { case: 'badge', value: badge } },
  ]
}

function number(value: number) {
  return { kind: { case: 'numberValue', value } } as const
}
