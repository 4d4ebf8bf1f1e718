import type { MessageInitShape } from '@bufbuild/protobuf'
import { timestampFromMs } from '@bufbuild/protobuf/wkt'
import { ConnectError } from '@connectrpc/connect'
import type { EventSchema } from '@rewards/contracts/event'
import type { Finding } from '../../check/invariant.ts'
import { reasonOf } from '../../gateways/outcome.ts'
import { untilFinal } from '../../gateways/until-final.ts'
import { inParallel } from '../../in-parallel.ts'
import type { Lab } from '../../lab/lab.ts'

const AT_ONCE = 8
const HOUR_MS = 3_600_000

/** Makes so many events under a key each, however often that is answered, and then others under the same keys. */
export async function keysReused(lab: Lab, count: number): Promise<Finding> {
  const numbers = Array.from({ length: count }, (_, no) => no)
  const problems = await inParallel(numbers, AT_ONCE, no => reuse(lab, `reused ${no}`))
  return { checked: count, violations: problems.flat() }
}

async function reuse(lab: Lab, key: string): Promise<string[]> {
  const [one, another] = [draft(`${key}, one`), draft(`${key}, another`)]
  const made = await make(lab, key, one)
  const again = await make(lab, key, one)
  const other = await make(lab, key, another)
  return [
    ...(made === again ? [] : [`the key "${key}" made ${made}, and then ${again}`]),
    ...(other === 'KEY_REUSED' ? [] : [`the key "${key}" with another request was answered ${other}`]),
  ]
}

type Draft = MessageInitShape<typeof EventSchema>

/** The event's id, or why it is refused. */
async function make({ fittings }: Lab, idempotencyKey: string, event: Draft): Promise<string> {
  const { gateways, stage, signal } = fittings
  const options = await stage.operator.options(signal)
  const call = () => gateways.any().events.createEvent({ idempotencyKey, event }, options)
  try {
    const response = await untilFinal('the making of an event', call, signal)
    return response.event?.eventId ?? 'nothing'
  } catch (err) {
    return reasonOf(ConnectError.from(err))
  }
}

/** As it is sent each time: times are part of a request. */
function draft(name: string): Draft {
  const startsAt = Math.floor(Date.now() / HOUR_MS) * HOUR_MS
  return {
    name,
    startsAt: timestampFromMs(startsAt),
    endsAt: timestampFromMs(startsAt + 24 * HOUR_MS),
    rewards: [{ rewardId: 'rwd_points', name, kind: { case: 'point', value: { amount: 1n } } }],
  }
}
