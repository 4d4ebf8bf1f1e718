import { expect, test } from 'vitest'
import { acceptTraceparent, childTraceparent, newId, newTraceparent, traceIdOf } from '../src/index.ts'

test('an id is its kind and 22 random characters, at most 40 in all, and never the same', () => {
  expect(newId('evt')).toMatch(/^evt_[a-z0-9]{22}$/)
  expect(newId('a'.repeat(17))).toHaveLength(40)
  expect(new Set(Array.from({ length: 10_000 }, () => newId('evt'))).size).toBe(10_000)
})

test.each(['', 'Evt', '1st', 'a_b', 'a'.repeat(18)])('%j is no kind of id', kind => {
  expect(() => newId(kind)).toThrow(TypeError)
})

const good = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'

test('a well-formed trace goes on, hop by hop, under one trace id', () => {
  expect(acceptTraceparent(good)).toBe(good)
  const child = childTraceparent(good)
  expect(acceptTraceparent(child)).toBe(child)
  expect(child).not.toBe(good)
  expect(traceIdOf(child)).toBe('4bf92f3577b34da6a3ce929d0e0e4736')
})

test.each([
  undefined,
  '',
  `${good}-more`,
  good.toUpperCase(),
  good.replace(/^00/, 'ff'),
  `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
  `00-4bf92f3577b34da6a3ce929d0e0e4736-${'0'.repeat(16)}-01`,
  `${good}\nx`,
])('a malformed trace (%j) is replaced by a new one', header => {
  const accepted = acceptTraceparent(header)
  expect(accepted).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
  expect(accepted).not.toContain('4bf92f3577b34da6a3ce929d0e0e4736')
  expect(newTraceparent()).not.toBe(accepted)
})
