import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { edited } from '@rewards/model/edit'
import { describe, expect, it } from 'vitest'
import { MUTANTS } from '../src/mutants/index.ts'

const ROOT = join(import.meta.dirname, '../../..')

describe('every mutant', () => {
  it.each(MUTANTS)('fits the code: $name', ({ edits }) => {
    const texts = new Map<string, string>()
    for (const edit of edits) {
      const text = texts.get(edit.file) ?? readFileSync(join(ROOT, edit.file), 'utf8')
      texts.set(edit.file, edited(text, edit))
      expect(texts.get(edit.file)).not.toBe(text)
    }
    expect(edits).not.toEqual([])
  })

  it('has a name of its own, and a catcher that there is', () => {
    expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length)
    for (const { caughtBy } of MUTANTS)
      if ('file' in caughtBy) expect(existsSync(join(ROOT, caughtBy.file)), caughtBy.file).toBe(true)
  })

  it('is one of at least 25 beside the guards of the protocol', () => {
    expect(MUTANTS.filter(({ caughtBy }) => 'file' in caughtBy).length).toBeGreaterThanOrEqual(25)
  })
})

describe('an edit', () => {
  const edit = { file: 'a.ts', find: 'x', replace: '$&' }

  it('is made as it is written', () => {
    expect(edited('1x2', edit)).toBe('1$&2')
  })

  it('that does not fit the code, or fits it twice, is refused', () => {
    expect(() => edited('12', edit)).toThrow('must match once in a.ts, matches 0 times: x')
    expect(() => edited('1xx2', edit)).toThrow('must match once in a.ts, matches 2 times: x')
  })
})
