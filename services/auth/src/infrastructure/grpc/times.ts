import { create } from '@bufbuild/protobuf'
import { type Duration, type Timestamp, TimestampSchema } from '@bufbuild/protobuf/wkt'

const NANOS_PER_MS = 1_000_000

export function timestampOf(ms: number): Timestamp {
  const seconds = Math.floor(ms / 1_000)
  return create(TimestampSchema, { seconds: BigInt(seconds), nanos: (ms - seconds * 1_000) * NANOS_PER_MS })
}

/** Epoch ms, rounded up: whole milliseconds at or after that time are those at or after this one. NaN: no time that there is. */
export function msOf(time: Timestamp | undefined): number | undefined {
  if (time === undefined) return undefined
  if (time.nanos < 0 || time.nanos >= 1_000 * NANOS_PER_MS) return Number.NaN
  const ms = Number(time.seconds) * 1_000 + Math.ceil(time.nanos / NANOS_PER_MS)
  return Number.isSafeInteger(ms) ? ms : Number.NaN
}

/** Milliseconds, rounded up. NaN: no span that there is. */
export function spanMsOf(span: Duration | undefined): number | undefined {
  if (span === undefined) return undefined
  const ms = Number(span.seconds) * 1_000 + Math.ceil(span.nanos / NANOS_PER_MS)
  return Number.isSafeInteger(ms) ? ms : Number.NaN
}
