import { expect, it } from 'vitest'
import { backoff } from '../src/judge.ts'

it('doubles from 200 ms to 30 s, and takes a random part of up to half away', () => {
  const longest = [1, 2, 3, 4, 5, 6, 7, 8, 9, 1_000].map(backoff(() => 0))
  expect(longest).toEqual([200, 400, 800, 1_600, 3_200, 6_400, 12_800, 25_600, 30_000, 30_000])
  expect(backoff(() => 1)(3)).toBe(400)
})
