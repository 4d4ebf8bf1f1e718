import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { PARTS } from '../src/parts/parts.ts'
import { PROMISES } from '../src/promises/promises.ts'

const ROOT = join(import.meta.dirname, '..', '..', '..')

test('there are fifteen, in order', () => {
  expect(PROMISES.map(({ no }) => no)).toEqual(Array.from({ length: 15 }, (_, at) => at + 1))
})

test.each(PARTS)('the part $name is named by just the promises that it shows', ({ name, promises }) => {
  const naming = PROMISES.filter(({ parts }) => parts.includes(name)).map(({ no }) => no)
  expect(naming).toEqual([...promises].toSorted((a, b) => a - b))
})

test('every part that a promise names is there', () => {
  const there = PARTS.map(({ name }) => name)
  expect(PROMISES.flatMap(({ parts }) => parts).filter(name => !there.includes(name))).toEqual([])
})

test('every test that a promise names is there', () => {
  const missing = PROMISES.flatMap(({ tests }) => tests).filter(path => !existsSync(join(ROOT, path)))
  expect(missing).toEqual([])
})
