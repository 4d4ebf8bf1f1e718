import { create, fromJson, type JsonValue, type MessageInitShape } from '@bufbuild/protobuf'
import { type Timestamp, TimestampSchema, type Value, ValueSchema } from '@bufbuild/protobuf/wkt'
import type { ActivitySchema, ConditionSchema, WindowSchema } from '@rewards/contracts/condition'
import { RewardsError } from '@rewards/errors'
import type { FactReader, FactSelection } from '../src/domain/fact.ts'

/** Facts of usr_ann at these moments, in memory; counts how often it was asked. */
export function factsAt(type: string, timesMs: readonly number[]): FactReader & { lookUps: number } {
  const within = ({ userId, type: asked, fromMs, beforeMs }: FactSelection) =>
    userId === 'usr_ann' && asked === type ? timesMs.filter(ms => ms >= fromMs && ms < beforeMs) : []
  const reader = {
    lookUps: 0,
    count: async (selection: FactSelection) => within(selection).length,
    async earliestMs(selection: FactSelection, limit: number) {
      reader.lookUps += 1
      return within(selection)
        .toSorted((a, b) => a - b)
        .slice(0, limit)
    },
  }
  return reader
}

export const HOUR_MS = 3_600_000

/** A moment such as `2026-05-01T00:00Z` or `2026-05-01T00:00[Asia/Seoul]`, to the nanosecond. */
export function time(text: string): Timestamp {
  const moment = text.endsWith(']') ? Temporal.ZonedDateTime.from(text) : Temporal.Instant.from(text)
  const nanos = moment.epochNanoseconds
  const seconds = (nanos - (nanos < 0n ? 999_999_999n : 0n)) / 1_000_000_000n
  return create(TimestampSchema, { seconds, nanos: Number(nanos - seconds * 1_000_000_000n) })
}

/** May 2026, in UTC. */
export const MAY: MessageInitShape<typeof WindowSchema> = {
  start: time('2026-05-01T00:00Z'),
  end: time('2026-06-01T00:00Z'),
}

/** A value as JSON says it. */
export function value(json: JsonValue): Value {
  return fromJson(ValueSchema, json)
}

/** A good condition, one login day, except for what is said otherwise. */
export function condition(parts: MessageInitShape<typeof ConditionSchema> = {}) {
  return { conditionId: 'cnd_one', type: 'LOGIN_DAYS', operator: '>=', value: value(1), ...parts }
}

let facts = 0

/** A good activity with an id of its own, a login of usr_ann in May, except for what is said otherwise. */
export function activity(parts: MessageInitShape<typeof ActivitySchema> = {}) {
  facts += 1
  const occurredAt = time('2026-05-10T12:00Z')
  return { source: 'shop', factId: `fact-${facts}`, userId: 'usr_ann', type: 'LOGIN', occurredAt, ...parts }
}

/** The failure of a call that is expected to fail. */
export async function refusal(call: Promise<unknown>): Promise<RewardsError> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error instanceof RewardsError) return error
  throw new Error('the call was not refused', { cause: error })
}

/** The paths of the fields that a call is refused for. */
export async function wrongFields(call: Promise<unknown>): Promise<readonly string[]> {
  const { kind, reason, violations } = await refusal(call)
  if (kind !== 'invalid_argument' || reason !== 'INVALID_FIELDS') throw new Error(`it was ${kind} ${reason}`)
  return violations.map(({ field }) => field)
}
