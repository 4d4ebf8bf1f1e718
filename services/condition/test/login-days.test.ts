import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loginDays } from '../src/domain/condition-types/login-days.ts'
import { factsAt } from './builders.ts'

const HOUR_MS = 3_600_000
const FROM_MS = Date.UTC(2012, 0, 1)
const TO_MS = Date.UTC(2035, 0, 1)

function daysOf(loginsMs: readonly number[], fromMs: number, beforeMs: number, timeZone: string) {
  const facts = factsAt('LOGIN', loginsMs)
  return loginDays.measure(facts, { userId: 'usr_ann', fromMs, beforeMs, timeZone, parameters: {} })
}

/** The dates on the calendar, login by login. */
function naive(loginsMs: readonly number[], fromMs: number, beforeMs: number, timeZone: string): number {
  const dates = loginsMs
    .filter(ms => ms >= fromMs && ms < beforeMs)
    .map(ms =>
      Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timeZone).toPlainDate().toString(),
    )
  return new Set(dates).size
}

/** A zone, and moments of which many lie near a change of its clocks. */
const cases = fc
  .record({
    zone: fc.constantFrom(...Intl.supportedValuesOf('timeZone')),
    aroundMs: fc.integer({ min: FROM_MS, max: TO_MS }),
    offsetsMs: fc.array(fc.integer({ min: -200 * HOUR_MS, max: 200 * HOUR_MS }), { maxLength: 150 }),
    span: fc.tuple(fc.integer({ min: -220 * HOUR_MS, max: 0 }), fc.integer({ min: 1, max: 220 * HOUR_MS })),
  })
  .map(({ zone, aroundMs, offsetsMs, span }) => {
    const around = Temporal.Instant.fromEpochMilliseconds(aroundMs).toZonedDateTimeISO(zone)
    const changeMs = around.getTimeZoneTransition('next')?.epochMilliseconds ?? aroundMs
    const moments = offsetsMs.map(ms => changeMs + ms)
    return { zone, moments, fromMs: changeMs + span[0], beforeMs: changeMs + span[1] }
  })

describe('LOGIN_DAYS', () => {
  it('equals a count of dates on the calendar, over random logins, zones and changes of clocks', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ zone, moments, fromMs, beforeMs }) => {
        expect(await daysOf(moments, fromMs, beforeMs, zone)).toBe(naive(moments, fromMs, beforeMs, zone))
      }),
      { numRuns: 1_000 },
    )
  })

  it('counts the same logins as one day or two, as the zone says', async () => {
    const logins = [Date.UTC(2026, 4, 1, 14, 30), Date.UTC(2026, 4, 1, 15, 30)]
    const days = (zone: string) => daysOf(logins, FROM_MS, TO_MS, zone)
    expect([await days('UTC'), await days('Asia/Seoul')]).toEqual([1, 2])
  })

  it('leaps over the logins of a day that was counted, however many they are', async () => {
    const logins = Array.from({ length: 5_000 }, (_, at) => FROM_MS + at * 60_000)
    const facts = factsAt('LOGIN', logins)
    const measurement = {
      userId: 'usr_ann',
      fromMs: FROM_MS,
      beforeMs: TO_MS,
      timeZone: 'UTC',
      parameters: {},
    }
    expect(await loginDays.measure(facts, measurement)).toBe(4)
    expect(facts.lookUps).toBe(5)
  })

  it('is exact up to what can be wanted, and stops one beyond', async () => {
    const { max } = loginDays.wanted
    const daily = (days: number) => Array.from({ length: days }, (_, at) => FROM_MS + at * 24 * HOUR_MS)
    expect(await daysOf(daily(max), FROM_MS, TO_MS, 'UTC')).toBe(max)
    expect(await daysOf(daily(3 * max), FROM_MS, TO_MS, 'UTC')).toBe(max + 1)
    const busy = daily(2 * max).flatMap(ms => Array.from({ length: 32 }, (_, at) => ms + at))
    expect(await daysOf(busy, FROM_MS, TO_MS, 'UTC')).toBe(max + 1)
  })
})
