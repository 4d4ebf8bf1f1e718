import { expect, test } from 'vitest'
import { KEYS_FRESH_MS, rememberKeys } from '../src/edge/published-keys.ts'

const HOUR_MS = 3_600_000

/** Keys that are other ones at each fetch, and a clock. */
function remembered() {
  const world = { nowMs: 10 * HOUR_MS, fetches: 0, isDown: false }
  const source = async () => {
    if (world.isDown) throw new Error('down')
    world.fetches++
    return { keys: [{ kid: `key_${world.fetches}`, kty: 'EC' }] }
  }
  const read = rememberKeys(source, () => world.nowMs)
  return { world, kid: async () => (await read()).keys[0]?.kid }
}

test('keys are remembered for a minute', async () => {
  const { world, kid } = remembered()
  expect(await kid()).toBe('key_1')
  world.nowMs += KEYS_FRESH_MS - 1
  expect(await kid()).toBe('key_1')
  world.nowMs += 1
  expect(await kid()).toBe('key_2')
})

test('keys are asked for again too when the clock was set back', async () => {
  const { world, kid } = remembered()
  expect(await kid()).toBe('key_1')
  world.nowMs -= HOUR_MS
  expect(await kid()).toBe('key_2')
})

test('old keys are better than none while the source fails', async () => {
  const { world, kid } = remembered()
  world.isDown = true
  await expect(kid()).rejects.toThrow('down')
  world.isDown = false
  expect(await kid()).toBe('key_1')
  world.isDown = true
  world.nowMs += HOUR_MS
  expect(await kid()).toBe('key_1')
})
