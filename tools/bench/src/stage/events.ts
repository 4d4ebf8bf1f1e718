import { timestampFromMs } from '@bufbuild/protobuf/wkt'
import { EventService, EventStatus } from '@rewards/contracts/event'
import { type Channel, createClient } from '@rewards/rpc'
import { BenchError } from '../bench-error.ts'
import { inParallel } from '../load/in-parallel.ts'

/** What makes claims of an event dearer than the cheapest. */
const KINDS = {
  plain: () => ({ rewards: [POINTS], conditions: [] }),
  limited: (users: number) => ({ rewards: [{ ...POINTS, stock: 4 * users }], conditions: [] }),
  conditioned: () => ({ rewards: [POINTS], conditions: [SIGNED_IN] }),
}
export type EventKind = keyof typeof KINDS

const POINTS = {
  rewardId: 'rwd_points',
  name: 'Points',
  kind: { case: 'point', value: { amount: 100n } },
} as const
const SIGNED_IN = {
  conditionId: 'cnd_login',
  type: 'LOGIN_DAYS',
  operator: '>=',
  value: { kind: { case: 'numberValue', value: 1 } },
} as const

const HOUR_MS = 3_600_000
const AT_ONCE = 8

/** Makes `count` events of a kind, each open to claims of `users` users, with an administrator's token. Gives their ids. */
export function makeEvents(
  channel: Channel,
  token: string,
  { kind, count, users }: { kind: EventKind; count: number; users: number },
): Promise<string[]> {
  const events = createClient(EventService, channel)
  const nos = Array.from({ length: count }, (_, no) => no)
  return inParallel(nos, AT_ONCE, async no => {
    const name = `${kind}-${no}`
    const event = { name, ...window(Date.now()), ...KINDS[kind](users) }
    const made = await events.createEvent({ idempotencyKey: name, event }, { token })
    if (!made.event) throw new BenchError('an event was made and not shown')
    const { eventId, revision: expectedRevision } = made.event
    await events.changeEventStatus({ eventId, expectedRevision, status: EventStatus.ACTIVE }, { token })
    return eventId
  })
}

function window(nowMs: number) {
  return { startsAt: timestampFromMs(nowMs - HOUR_MS), endsAt: timestampFromMs(nowMs + 24 * HOUR_MS) }
}
