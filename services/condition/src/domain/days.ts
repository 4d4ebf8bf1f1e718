/**
 * Calendar days of an IANA zone. A day begins at its first moment in the zone and ends where the next one begins, so
 * it may have 23, 24 or 25 hours, and a date that the zone skipped is no day at all.
 */

/** Where the day after the one of this moment begins. Epoch ms; always later than `atMs`. */
export function nextDayStartMs(atMs: number, timeZone: string): number {
  const date = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(timeZone).toPlainDate()
  return date.add({ days: 1 }).toZonedDateTime(timeZone).epochMilliseconds
}

/** Whether the text names an IANA zone. Offsets such as `+09:00` are none: they know no daylight saving. */
export function isTimeZone(text: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/.test(text)) return false
  try {
    new Temporal.ZonedDateTime(0n, text)
    return true
  } catch (err) {
    if (err instanceof RangeError) return false
    throw err
  }
}
