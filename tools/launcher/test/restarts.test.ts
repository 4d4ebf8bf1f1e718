import { expect, it } from 'vitest'
import { Restarts } from '../src/restarts.ts'

it('waits longer after each short life, and then gives up', () => {
  const restarts = new Restarts(8)
  const pauses = Array.from({ length: 8 }, () => restarts.pauseAfter(100))
  expect(pauses).toEqual([200, 400, 800, 1_600, 3_200, 5_000, 5_000, undefined])
})

it('begins anew after a long life', () => {
  const restarts = new Restarts(3)
  expect([restarts.pauseAfter(1), restarts.pauseAfter(1), restarts.pauseAfter(10_000)]).toEqual([
    200, 400, 200,
  ])
  expect([restarts.pauseAfter(1), restarts.pauseAfter(1)]).toEqual([400, undefined])
})

it('never gives up when told so', () => {
  const restarts = new Restarts(Number.POSITIVE_INFINITY)
  expect(Array.from({ length: 1_000 }, () => restarts.pauseAfter(0))).not.toContain(undefined)
})
