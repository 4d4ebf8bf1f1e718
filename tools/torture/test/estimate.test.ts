import { expect, test } from 'vitest'
import { durationText, timeLeft } from '../src/runner/estimate.ts'
import { numbers, numbersText } from '../src/values.ts'

test('what is left is the rest of the part that runs, and all that follow', () => {
  expect(timeLeft([{ estimate: 100 }, { estimate: 50 }], 30)).toBe(120)
})

test('who took twice the estimated time is expected to go on so', () => {
  expect(timeLeft([{ estimate: 100, took: 200 }, { estimate: 50 }, { estimate: 25 }], 40)).toBe(110)
})

test('a part that is over its time is about to end, and after the last one nothing is left', () => {
  expect(timeLeft([{ estimate: 10 }], 500)).toBe(0)
  expect(timeLeft([{ estimate: 10, took: 9 }], 500)).toBe(0)
})

test.each([
  [40, '40 s'],
  [720, '12 min'],
  [3_600, '1 h'],
  [4_800, '1 h 20 min'],
])('%d seconds are said as %s', (seconds, text) => {
  expect(durationText(seconds)).toBe(text)
})

test('numbers of faults are written as they are read', () => {
  expect(numbers('--faults', '7-9,3,8')).toEqual([3, 7, 8, 9])
  expect(numbersText([3, 7, 8, 9])).toBe('3,7-9')
})
