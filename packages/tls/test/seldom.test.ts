import { expect, test } from 'vitest'
import { seldom } from '../src/index.ts'

test('what comes again and again is said at first, and then once in ten seconds with how often', () => {
  let now = 0
  const lines: unknown[] = []
  const say = seldom<{ reason: string; from: string }>(
    line => void lines.push(line),
    () => now,
  )
  for (let i = 0; i < 1_000; i++) say({ reason: 'no TLS', from: 'a' })
  say({ reason: 'expired', from: 'b' })
  expect(lines).toEqual([
    { reason: 'no TLS', from: 'a', more: 0 },
    { reason: 'expired', from: 'b', more: 0 },
  ])
  now = 10_000
  say({ reason: 'no TLS', from: 'c' })
  expect(lines.at(-1)).toEqual({ reason: 'no TLS', from: 'c', more: 999 })
})

test('reasons without end are not remembered without end', () => {
  const lines: unknown[] = []
  const say = seldom<{ reason: string }>(
    line => void lines.push(line),
    () => 0,
  )
  for (let i = 0; i < 101; i++) say({ reason: `reason ${i}` })
  say({ reason: 'reason 0' })
  expect(lines).toHaveLength(102)
})
