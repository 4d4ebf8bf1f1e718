import { expect, test } from 'vitest'
import { type Fault, planFaults } from '../src/faults/plan.ts'
import { Random } from '../src/random.ts'

const VICTIMS = ['broker', 'auth', 'auth-2', 'event', 'event-2', 'gateway', 'gateway-2']

function plan(kills: number, seed: number, paused?: string): Fault[] {
  return planFaults({
    kills,
    victims: VICTIMS,
    random: new Random(seed),
    ...(paused !== undefined && { paused }),
  })
}

const SEEDS = Array.from({ length: 200 }, (_, seed) => seed)
const of = (faults: readonly Fault[], kind: Fault['kind']) => faults.filter(fault => fault.kind === kind)

test('the same seed strikes the same in the same order, another one otherwise', () => {
  expect(plan(50, 1)).toEqual(plan(50, 1))
  expect(plan(50, 1)).not.toEqual(plan(50, 2))
})

test.each([1, 2, 20, 1_000])('of %d kills there are as many, and three wipes besides', kills => {
  for (const seed of SEEDS) {
    const faults = plan(kills, seed)
    expect(of(faults, 'kill')).toHaveLength(kills)
    expect(of(faults, 'wipe')).toHaveLength(3)
    expect(faults).toHaveLength(kills + 3)
  }
})

test('everybody is killed before anybody is killed in another turn', () => {
  for (const seed of SEEDS) {
    const turns = of(plan(40, seed), 'kill').filter(({ whileRecovering }) => !whileRecovering)
    expect(new Set(turns.slice(0, VICTIMS.length).map(({ victim }) => victim)).size).toBe(VICTIMS.length)
  }
})

test('a kill of who recovers comes right after the kill of the same victim, within a second', () => {
  let again = 0
  for (const seed of SEEDS)
    for (const [at, fault] of plan(20, seed, 'mongodb').entries()) {
      if (!fault.whileRecovering) continue
      again++
      expect(plan(20, seed, 'mongodb')[at - 1]).toMatchObject({ kind: 'kill', victim: fault.victim })
      expect(fault.afterMs).toBeLessThanOrEqual(1_000)
    }
  expect(again).toBeGreaterThan(SEEDS.length)
})

test('wipes are spread over the run, and come neither first nor last', () => {
  for (const seed of SEEDS) {
    const places = plan(100, seed).flatMap(({ kind }, at) => (kind === 'wipe' ? [at] : []))
    expect(Math.min(...places)).toBeGreaterThan(15)
    expect(Math.max(...places)).toBeLessThan(90)
    expect(Math.min(...places.slice(1).map((place, i) => place - (places[i] ?? 0)))).toBeGreaterThan(15)
  }
})

test('who must not be killed is paused three times', () => {
  const faults = plan(20, 5, 'mongodb')
  expect(of(faults, 'pause').map(({ victim }) => victim)).toEqual(['mongodb', 'mongodb', 'mongodb'])
  expect(of(faults, 'kill').map(({ victim }) => victim)).not.toContain('mongodb')
})
