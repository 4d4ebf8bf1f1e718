import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { expect, it } from 'vitest'
import type { Mutant } from '../src/mutant.ts'
import { MUTANTS } from '../src/mutants/index.ts'
import { type Tried, tryMutants } from '../src/try-mutants.ts'

const copies = () => readdirSync(tmpdir()).filter(name => name.startsWith('rewards-mutants-'))
const named = (name: string) => MUTANTS.find(mutant => mutant.name === name) as Mutant
const real = named('pending-counted')
const file = real.edits[0]?.file ?? ''
const find = real.edits[0]?.find ?? ''

/** Two real ones; one that changes nothing; one that is no code; one whose catcher runs no test. */
const MANY: readonly Mutant[] = [
  real,
  named('group-answered-before-commit'),
  { ...real, name: 'harmless', edits: [{ file, find, replace: `${find} // nothing` }] },
  { ...real, name: 'no code', edits: [{ file, find, replace: 'return }' }] },
  {
    ...real,
    name: 'unseen',
    caughtBy: { file: 'services/reward/test/domain.test.ts', titles: 'no such title' },
  },
]

it('tells who was caught, who was not, and who was not even judged; and leaves nothing behind', async () => {
  const before = copies()
  const told: Tried[] = []
  const { signal } = new AbortController()
  await tryMutants(MANY, { lanes: 1, env: process.env, signal, tell: one => void told.push(one) })
  const outcomes = Object.fromEntries(told.map(({ name, outcome }) => [name, outcome]))
  expect(outcomes).toEqual({
    'pending-counted': 'caught',
    'group-answered-before-commit': 'caught',
    harmless: 'survived',
    'no code': 'broken',
    unseen: 'broken',
  })
  expect(told.find(({ name }) => name === 'pending-counted')?.because).toContain('AssertionError')
  expect(copies().filter(name => !before.includes(name))).toEqual([])
})

it('stops when it is told to', async () => {
  const told: Tried[] = []
  const signal = AbortSignal.abort(new Error('enough'))
  expect(
    await tryMutants(MANY, { lanes: 1, env: process.env, signal, tell: one => void told.push(one) }),
  ).toEqual([])
  expect(told).toEqual([])
})
