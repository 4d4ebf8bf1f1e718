import { fromBinary } from '@bufbuild/protobuf'
import { ClaimFailedSchema } from '@rewards/contracts/reward'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseArguments } from '../src/arguments.ts'
import { mangled } from '../src/mangle/mangle.ts'
import { bytesOf } from '../src/message/to-bytes.ts'
import { jsonOf } from '../src/message/tree.ts'
import type { FuzzPart } from '../src/part.ts'
import { problemsOf } from '../src/rpc/judge-answer.ts'
import { METHODS } from '../src/rpc/methods.ts'
import { rpcInputs } from '../src/rpc/rpc-inputs.ts'
import { fuzz } from '../src/run.ts'
import { inputOf } from '../src/seeded.ts'
import { told } from '../src/told.ts'

/** A part whose target does not like numbers from 900 on. */
function brittle(tried: number[] = []): FuzzPart<number> {
  return {
    name: 'brittle',
    says: 'breaks at 900',
    atOnce: 3,
    inputs: fc.noBias(fc.integer({ min: 0, max: 999 })),
    open: async () => ({
      counts: new Map(),
      try: async input => {
        tried.push(input)
        if (input === 999) throw new Error('gone')
        return input >= 900 ? [`${input} is too much`] : []
      },
      finish: async () => [],
      close: async () => undefined,
    }),
  }
}

const surroundings = { folder: '', system: () => Promise.reject(new Error('there is none')) }

describe('a run', () => {
  test('finds what is wrong, and tells how to see it again', async () => {
    const report = await fuzz(brittle(), surroundings, { forMs: 300, seed: 7 })
    expect(report.failing.length).toBeGreaterThan(0)
    const [{ input, number = -1 } = {}] = report.failing
    expect(inputOf(brittle().inputs, 7, number)).toBe(input)
    expect(told(report)).toContain('npm run fuzz -- --part brittle --seed 7')
  })

  test('lets others of the process run meanwhile', async () => {
    let hasRun = false
    setTimeout(() => {
      hasRun = true
    }, 20)
    const good = { ...brittle(), inputs: fc.integer({ min: 0, max: 899 }) }
    await fuzz(good, surroundings, { forMs: 500, seed: 7 })
    expect(hasRun).toBe(true)
  })

  test('tries first what once failed, also when there is no time', async () => {
    const tried: number[] = []
    const report = await fuzz(brittle(tried), surroundings, { forMs: 0, seed: 7, kept: [950, 3, 999] })
    expect(tried.toSorted((a, b) => a - b)).toEqual([3, 950, 999])
    expect(report.failing.map(({ problems }) => problems[0]).toSorted()).toEqual([
      '950 is too much',
      'it could not be tried: gone',
    ])
  })
})

describe('an answer', () => {
  const answer = { code: 'not_found', reason: 'X', message: 'no' }
  test.each([
    ['that is a defect', { ...answer, code: 'internal' }],
    ['that never came', { ...answer, code: 'none' }],
    ['without a reason', { ...answer, reason: '' }],
    ['that shows the inside', { ...answer, message: 'x\n    at y (file:///z.ts:1:1)' }],
  ])('%s is a problem', (_, wrong) => expect(problemsOf(wrong)).toHaveLength(1))
  test('with a code and a reason is none', () => expect(problemsOf(answer)).toEqual([]))
})

describe('messages', () => {
  test('come for every method that the gateway leads to', () => {
    const inputs = Array.from({ length: 3_000 }, (_, n) => inputOf(rpcInputs, 1, n))
    expect(new Set(inputs.map(({ path }) => path))).toEqual(new Set(METHODS.keys()))
  })

  test('can be written as JSON that is none, and as protobuf that is read', () => {
    expect(jsonOf({ a: { $raw: '1e999' }, b: { $long: 'xy', times: 2 }, c: [null] })).toBe(
      '{"a":1e999,"b":"xyxy","c":[null]}',
    )
    const tree = {
      claimId: 'clm_a',
      attempt: '3',
      outcomes: [{ rewardId: 'rwd_a', state: 'OUTCOME_STATE_GRANTED' }],
    }
    expect(fromBinary(ClaimFailedSchema, bytesOf(ClaimFailedSchema, tree))).toMatchObject({
      claimId: 'clm_a',
      attempt: 3,
      outcomes: [{ rewardId: 'rwd_a', state: 1 }],
    })
  })

  test('are mangled as it is written down', () => {
    const bytes = Buffer.from('abcdef')
    expect(mangled(bytes, [{ kind: 'cut', at: 0.5 }]).toString()).toBe('abc')
    expect(mangled(bytes, [{ kind: 'flip', at: 0, bit: 1 }]).toString()).toBe('cbcdef')
    expect(mangled(bytes, [{ kind: 'repeat', at: 0.5, length: 1, times: 3 }]).toString()).toBe('abcdddef')
  })
})

test('arguments that make no sense are refused with what is allowed', () => {
  const parse =
    (...argv: string[]) =>
    () =>
      parseArguments(argv, () => 5)
  expect(parse()()).toMatchObject({ seconds: 60, seed: 5 })
  expect(parse('--part', 'x')).toThrow('--part is "x"; allowed is one of rpc')
  expect(parse('--seconds', '-1')).toThrow()
  expect(parse('--seed=1e3')).toThrow('--seed is "1e3"; allowed is a whole number')
})
