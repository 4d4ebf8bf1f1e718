import { describe, expect, it } from 'vitest'
import { mutants } from '../src/mutants.ts'
import { tryMutant } from '../src/try-mutant.ts'

/** A fixed seed: whether a mutant is caught must not be a matter of luck. */
const SEED = 5
const RUNS = 20_000

describe('the model run can see', () => {
  it('passes the code as it is', async () => {
    const { isCaught, output } = await tryMutant(undefined, 1_000, SEED)
    expect(output).toContain('every promise held')
    expect(isCaught).toBe(false)
  }, 120_000)

  for (const mutant of mutants)
    it.concurrent(`catches: ${mutant.breaks}`, async ({ expect }) => {
      const { isCaught, output } = await tryMutant(mutant, RUNS, SEED)
      expect(output).toContain('Violation: ')
      expect(isCaught).toBe(true)
    }, 300_000)
})
