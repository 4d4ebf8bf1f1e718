import { describe, expect, test } from 'vitest'
import {
  type Bucket,
  type BucketCommand,
  bucketCaps,
  bucketId,
  bucketStep,
  emptyBucket,
  holderOf,
  parseHolder,
} from '../src/domain/bucket.ts'

const tried = (bucket: Bucket | undefined, command: BucketCommand) => bucketStep(command)(bucket)
const empty = emptyBucket('evt_a', 'rwd_a', 3, 2)
const [one, two, three] = ['clm_1#1', 'clm_2#1', 'clm_3#1'] as const

function held(...holders: string[]): Bucket {
  return { ...empty, holders, room: empty.cap - holders.length }
}

describe('a bucket', () => {
  test.each([
    [0, []],
    [1, [1]],
    [200, [200]],
    [350, [200, 150]],
    [400, [200, 200]],
  ])('for %i units there are %j', (units, caps) => expect(bucketCaps(units)).toEqual(caps))

  test('begins with all of its room', () => {
    expect(empty).toEqual({
      eventId: 'evt_a',
      rewardId: 'rwd_a',
      rewardKey: 'evt_a:rwd_a',
      k: 3,
      cap: 2,
      holders: [],
      room: 2,
      settled: false,
    })
    expect(bucketId('evt_a', 'rwd_a', 3)).toBe('evt_a:rwd_a:3')
  })

  test('names its holders by claim and attempt', () => {
    expect(holderOf('evt_a:usr#a:once', 12)).toBe('evt_a:usr#a:once#12')
    expect(parseHolder('evt_a:usr#a:once#12')).toEqual({ claimId: 'evt_a:usr#a:once', attempt: 12 })
  })
})

describe('hold', () => {
  test('takes a unit, once for each holder', () => {
    expect(tried(empty, { type: 'hold', holder: one })).toEqual(held(one))
    expect(tried(held(one), { type: 'hold', holder: one })).toBeUndefined()
  })

  test('takes the last unit, and none beyond', () => {
    expect(tried(held(one), { type: 'hold', holder: two })).toEqual(held(one, two))
    expect(tried(held(one, two), { type: 'hold', holder: three })).toBeUndefined()
  })
})

describe('free', () => {
  test('gives back the units of these holders, and of no others', () => {
    expect(tried(held(one, two), { type: 'free', holders: [two, three] })).toEqual(held(one))
    expect(tried(held(one, two), { type: 'free', holders: [one, two] })).toEqual(held())
  })

  test('writes nothing where none of them holds one', () => {
    expect(tried(held(one), { type: 'free', holders: [two] })).toBeUndefined()
    expect(tried(held(one), { type: 'free', holders: [] })).toBeUndefined()
  })
})

describe('settle', () => {
  test('marks a full bucket whose holders were all looked at', () => {
    const full = held(one, two)
    expect(tried(full, { type: 'settle', seen: [two, one, three] })).toEqual({ ...full, settled: true })
    expect(tried(full, { type: 'settle', seen: [one] })).toBeUndefined()
  })

  test('marks none that has room, nor one a second time', () => {
    expect(tried(held(one), { type: 'settle', seen: [one] })).toBeUndefined()
    expect(tried({ ...held(one, two), settled: true }, { type: 'settle', seen: [one, two] })).toBeUndefined()
  })
})

test('a bucket that there is not is left alone', () => {
  const commands: readonly BucketCommand[] = [
    { type: 'hold', holder: one },
    { type: 'free', holders: [one] },
    { type: 'settle', seen: [] },
  ]
  for (const command of commands) expect(tried(undefined, command), command.type).toBeUndefined()
})
