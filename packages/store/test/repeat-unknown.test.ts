import { describe, expect, it } from 'vitest'
import { simulatedSurroundings } from '../src/contract/simulated.ts'
import { OutcomeUnknown, StoreUnavailable, UniqueViolation } from '../src/errors.ts'
import { repeatUnknown } from '../src/repeat-unknown.ts'

const PATIENCE_MS = 5_000

/** A write that throws what is listed, one each try, and then answers `ok`. */
function scripted(...errors: Error[]) {
  let tries = 0
  return {
    tries: () => tries,
    write: async () => {
      const error = errors[tries]
      tries += 1
      if (error !== undefined) throw error
      return 'ok'
    },
  }
}

describe('a write of unknown outcome', () => {
  it('is repeated until its outcome is known', async () => {
    const { write, tries } = scripted(new OutcomeUnknown(), new OutcomeUnknown())
    expect(await repeatUnknown(write, PATIENCE_MS, simulatedSurroundings())).toBe('ok')
    expect(tries()).toBe(3)
  })

  it('stays unknown when only the repeat is known to have written nothing', async () => {
    const { write, tries } = scripted(new OutcomeUnknown(), new StoreUnavailable(), new StoreUnavailable())
    expect(await repeatUnknown(write, PATIENCE_MS, simulatedSurroundings())).toBe('ok')
    expect(tries()).toBe(4)
    const never = async () => {
      throw first.shift() ?? new StoreUnavailable()
    }
    const first = [new OutcomeUnknown()]
    const given = repeatUnknown(never, PATIENCE_MS, simulatedSurroundings())
    await expect(given).rejects.toBeInstanceOf(OutcomeUnknown)
  })

  it('is given up when the patience is over, with waits that grow to half a second at most', async () => {
    const surroundings = simulatedSurroundings()
    const waits: number[] = []
    const watched = {
      ...surroundings,
      sleep: (ms: number) => {
        waits.push(ms)
        return surroundings.sleep(ms)
      },
    }
    const never = () => Promise.reject(new OutcomeUnknown())
    await expect(repeatUnknown(never, PATIENCE_MS, watched)).rejects.toBeInstanceOf(OutcomeUnknown)
    expect(waits).toEqual(waits.toSorted((a, b) => a - b))
    expect(Math.max(...waits)).toBeLessThanOrEqual(500)
    const waited = waits.reduce((sum, ms) => sum + ms)
    expect(waited).toBeGreaterThanOrEqual(PATIENCE_MS)
    expect(waited).toBeLessThan(PATIENCE_MS + 500)
  })

  it('is not repeated when it is known: refused, unavailable, or an error of the guard', async () => {
    for (const known of [new StoreUnavailable(), new UniqueViolation('by_email'), new RangeError('no')]) {
      const { write, tries } = scripted(known)
      await expect(repeatUnknown(write, PATIENCE_MS, simulatedSurroundings())).rejects.toBe(known)
      expect(tries()).toBe(1)
    }
  })

  it('ends with what the repeat found, when that is known', async () => {
    const { write } = scripted(new OutcomeUnknown(), new RangeError('no'))
    await expect(repeatUnknown(write, PATIENCE_MS, simulatedSurroundings())).rejects.toThrow(RangeError)
  })
})
