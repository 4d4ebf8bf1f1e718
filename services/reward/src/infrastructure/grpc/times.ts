import type { Timestamp } from '@bufbuild/protobuf/wkt'

const NANOS_PER_MS = 1_000_000
/** The years 1 to 9999, which are all that the contract's times can say. */
const FIRST_SECOND = -62_135_596_800
const LAST_SECOND = 253_402_300_799

/** Epoch ms, rounded up: whole milliseconds at or after that time are those at or after this one. NaN: no time that there is. */
export function msOf(time: Timestamp | undefined): number | undefined {
  if (time === undefined) return undefined
  const seconds = Number(time.seconds)
  if (seconds < FIRST_SECOND || seconds > LAST_SECOND) return Number.NaN
  if (time.nanos < 0 || time.nanos >= 1_000 * NANOS_PER_MS) return Number.NaN
  return seconds * 1_000 + Math.ceil(time.nanos / NANOS_PER_MS)
}
