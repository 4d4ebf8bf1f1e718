import { expect, test } from 'vitest'
import { numbers, numbersText } from '../src/numbers.ts'
import { durationText, timeLeft } from '../src/runner/estimate.ts'

test('what is left is the rest of what runs and all that follow, shared by two lanes', () => {
  expect(timeLeft([{ estimate: 100, running: 30 }, { estimate: 50 }, { estimate: 80 }])).toBe(100)
})

test('one long part lasts as long as it does, whatever runs beside it', () => {
  expect(timeLeft([{ estimate: 500, running: 100 }, { estimate: 50 }])).toBe(400)
})

test('who has the machine to itself adds to what the others take', () => {
  expect(timeLeft([{ estimate: 40, isAlone: true }, { estimate: 50 }, { estimate: 50 }])).toBe(90)
})

test('who took twice the estimated time is expected to go on so, the more the longer that was', () => {
  const left = (...[estimate, took]: [number, number]) => timeLeft([{ estimate, took }, { estimate: 50 }])
  expect(left(100_000, 200_000)).toBeCloseTo(100, 0)
  expect(left(600, 1_200)).toBe(75)
  expect(left(6, 12)).toBeCloseTo(50, 0)
})

test('one short part that took a tenth of its time does not make hours to minutes', () => {
  expect(timeLeft([{ estimate: 400, took: 40 }, { estimate: 3_600 }])).toBeGreaterThan(1_800)
})

test('a part that is over its time is about to end, and after the last one nothing is left', () => {
  expect(timeLeft([{ estimate: 10, running: 500 }])).toBe(0)
  expect(timeLeft([{ estimate: 10, running: 9, took: 9 }])).toBe(0)
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
