import type { MessageInitShape } from '@bufbuild/protobuf'
import { timestampFromMs } from '@bufbuild/protobuf/wkt'
import { type Event, type EventSchema, EventStatus, type RewardSchema } from '@rewards/contracts/event'
import { WhenSoldOut } from '@rewards/contracts/reward'
import type { Gateway, Gateways } from '../gateways/gateways.ts'
import { untilFinal } from '../gateways/until-final.ts'
import type { EventEntry, OfferedReward } from '../log/entries.ts'
import { TortureError } from '../torture-error.ts'
import type { Account } from './accounts.ts'
import type { EventKind } from './kinds.ts'

/** Who makes events, and through what. */
export interface EventMaker {
  readonly gateways: Gateways
  readonly operator: Account
  readonly signal: AbortSignal
}

const HOUR_MS = 3_600_000
/** Stock is raised twice after the event was opened, so that it lies in three buckets. */
const RAISES = 2

/** Makes an event and opens it to claims, however often that has to be tried. */
export async function makeEvent(maker: EventMaker, no: number, kind: EventKind): Promise<EventEntry> {
  const draft = draftOf(no, kind)
  let event = await change(
    maker,
    options => gateway => gateway.events.createEvent({ idempotencyKey: draft.name, event: draft }, options),
  )
  const { eventId } = event
  const activation = { eventId, expectedRevision: event.revision, status: EventStatus.ACTIVE }
  event = await change(maker, options => gateway => gateway.events.changeEventStatus(activation, options))
  for (const reward of kind.rewards.filter(({ stock }) => stock !== undefined))
    for (let raise = 1; raise <= RAISES; raise++) {
      const raised = { eventId, expectedRevision: event.revision, reward: rewardOf(reward, raise) }
      event = await change(maker, options => gateway => gateway.events.updateReward(raised, options))
    }
  return { type: 'event', eventId, ...kind }
}

type Change = (
  options: Awaited<ReturnType<Account['options']>>,
) => (gateway: Gateway) => Promise<{ readonly event?: Event | undefined }>

async function change({ gateways, operator, signal }: EventMaker, call: Change): Promise<Event> {
  const { event } = await untilFinal(
    'a change of an event',
    async () => call(await operator.options(signal))(gateways.any()),
    signal,
  )
  if (!event) throw new TortureError('the answer to a change of an event is without the event')
  return event
}

function draftOf(no: number, { hasConditions, rewards }: EventKind) {
  const nowMs = Date.now()
  return {
    name: `torture ${no}`,
    // Begun by every clock of a run, however wrong it is.
    startsAt: timestampFromMs(nowMs - 24 * HOUR_MS),
    endsAt: timestampFromMs(nowMs + 24 * HOUR_MS),
    conditions: hasConditions ? [atLeastOne('LOGIN_DAYS'), atLeastOne('PURCHASE_COUNT')] : [],
    rewards: rewards.map(reward => rewardOf(reward, 0)),
  } satisfies MessageInitShape<typeof EventSchema>
}

/** The condition that somebody did it once at least. */
export function atLeastOne(type: string) {
  const value = { kind: { case: 'numberValue', value: 1 } } as const
  return { conditionId: `cnd_${type.toLowerCase()}`, type, operator: '>=', value }
}

/** The reward with the stock that it has after so many raises. */
function rewardOf(reward: OfferedReward, raises: number): MessageInitShape<typeof RewardSchema> {
  const { rewardId, stock } = reward
  const units = stock === undefined ? undefined : Math.ceil(stock / 2 ** (RAISES - raises))
  return {
    rewardId,
    name: rewardId,
    kind: kindOf(reward),
    ...(units !== undefined && { stock: units, whenSoldOut: WhenSoldOut[reward.whenSoldOut] }),
  }
}

function kindOf({
  type,
  amount,
  itemId,
}: OfferedReward): NonNullable<MessageInitShape<typeof RewardSchema>['kind']> {
  if (type === 'POINT') return { case: 'point', value: { amount: BigInt(amount) } }
  if (type === 'COUPON') return { case: 'coupon', value: { templateId: itemId, count: amount } }
  return { case: 'badge', value: { badgeId: itemId } }
}
