import { expect, test } from 'vitest'
import type { Part } from '../src/parts/part.ts'
import { optionsAgain } from '../src/runner/again.ts'
import { chooseParts } from '../src/runner/choose-parts.ts'
import type { RunReport } from '../src/runner/run-report.ts'

const parts = [
  { name: 'kills', stores: ['sqlite', 'mongodb'] },
  { name: 'full-disk', stores: ['sqlite'] },
  { name: 'clocks', stores: ['sqlite', 'mongodb'] },
] as const

test('a run is of all parts that run on its store, and says which do not', () => {
  expect(chooseParts(parts, 'sqlite')).toEqual({ names: ['kills', 'full-disk', 'clocks'], leftOut: [] })
  expect(chooseParts(parts, 'mongodb')).toEqual({ names: ['kills', 'clocks'], leftOut: ['full-disk'] })
})

test('a part that is asked for by name, and cannot run on the store, is refused', () => {
  expect(chooseParts(parts, 'mongodb', ['clocks'])).toEqual({ names: ['clocks'], leftOut: [] })
  expect(() => chooseParts(parts, 'mongodb', ['clocks', 'full-disk'])).toThrow(
    'the part full-disk runs on sqlite alone',
  )
})

test('a report that names such a part, as older ones do, is not repeated with it', () => {
  const before = { parts: [], options: { parts: ['clocks', 'full-disk'], store: 'mongodb' } }
  const again = () => optionsAgain(before as unknown as RunReport, parts as unknown as Part[])
  expect(again).toThrow('the part full-disk runs on sqlite alone')
})
