import type { MessageInitShape } from '@bufbuild/protobuf'
import { type Timestamp, type TimestampSchema, timestampFromMs } from '@bufbuild/protobuf/wkt'

/** Epoch ms, cut to whole ones; `undefined` when absent; NaN when its nanoseconds are out of range. */
export function msOf(timestamp: Timestamp | undefined): number | undefined {
  if (!timestamp) return undefined
  const { seconds, nanos } = timestamp
  if (nanos < 0 || nanos > 999_999_999) return Number.NaN
  return Number(seconds) * 1_000 + Math.floor(nanos / 1_000_000)
}

/** The way back of `msOf`, for NaN too: who checks times finds what was sent. */
export function timestampOf(ms: number): MessageInitShape<typeof TimestampSchema> {
  return Number.isFinite(ms) ? timestampFromMs(ms) : { seconds: 0n, nanos: -1 }
}
