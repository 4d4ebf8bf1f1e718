import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isTimeZone, nextDayStartMs } from '../src/domain/days.ts'

const HOUR_MS = 3_600_000
const at = (zoned: string) => Temporal.ZonedDateTime.from(zoned).epochMilliseconds

/** How long a day is, from its first moment. */
function hoursOf(day: string): number {
  const startMs = at(day)
  return (nextDayStartMs(startMs, Temporal.ZonedDateTime.from(day).timeZoneId) - startMs) / HOUR_MS
}

describe('a calendar day', () => {
  it.each([
    ['has 24 hours', '2026-01-15T00:00[Asia/Seoul]', 24],
    ['has 23 hours when clocks go forward', '2026-03-08T00:00[America/New_York]', 23],
    ['has 25 hours when clocks go back', '2026-11-01T00:00[America/New_York]', 25],
    ['has 23.5 hours where clocks move by half an hour', '2026-10-04T00:00[Australia/Lord_Howe]', 23.5],
    ['has 23 hours where it begins at one in the morning', '2018-11-04T01:00[America/Sao_Paulo]', 23],
    ['is followed by the one after a date that was skipped', '2011-12-29T00:00[Pacific/Apia]', 24],
  ])('%s: %s', (_what, day, hours) => {
    expect(hoursOf(day)).toBe(hours)
  })

  it('ends at the next one, whatever its moment', () => {
    const next = at('2026-03-09T00:00[America/New_York]')
    for (const moment of ['00:00', '01:59', '03:00', '23:59'])
      expect(nextDayStartMs(at(`2026-03-08T${moment}[America/New_York]`), 'America/New_York')).toBe(next)
  })

  it('ends after every moment of it, in every zone, near every change of its clocks', () => {
    const zones = fc.constantFrom(...Intl.supportedValuesOf('timeZone'))
    const times = fc.integer({ min: 0, max: Date.UTC(2100, 0, 1) })
    fc.assert(
      fc.property(zones, times, fc.integer({ min: -90_000_000, max: 90_000_000 }), (zone, fromMs, byMs) => {
        const from = Temporal.Instant.fromEpochMilliseconds(fromMs).toZonedDateTimeISO(zone)
        const changeMs = from.getTimeZoneTransition('next')?.epochMilliseconds ?? fromMs
        const endMs = nextDayStartMs(changeMs + byMs, zone)
        expect(endMs).toBeGreaterThan(changeMs + byMs)
        expect(endMs).toBeLessThanOrEqual(changeMs + byMs + 48 * HOUR_MS)
      }),
      { numRuns: 500 },
    )
  })
})

describe('a time zone', () => {
  it.each(['UTC', 'Asia/Seoul', 'America/Argentina/Buenos_Aires', 'Etc/GMT+9'])('may be %s', text => {
    expect(isTimeZone(text)).toBe(true)
  })

  it.each(['', '+09:00', 'Mars/Olympus', 'Asia/Seoul ', 'Z', '2026-01-01T00:00[UTC]', 'A'.repeat(1_000)])(
    'may not be %j',
    text => {
      expect(isTimeZone(text)).toBe(false)
    },
  )
})
