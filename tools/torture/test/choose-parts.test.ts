import { expect, test } from 'vitest'
import { chooseParts } from '../src/runner/choose-parts.ts'

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
