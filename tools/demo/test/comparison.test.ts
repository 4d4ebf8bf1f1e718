import { expect, test } from 'vitest'
import type { Counted } from '../src/outside/counted.ts'
import { compare } from '../src/result/compare.ts'
import { report } from '../src/result/report.ts'
import type { Told } from '../src/told/told.ts'
import { accepted, counted, EXPECTED, grant, refused, told } from './worlds.ts'

function reported(said: Told, found: Counted) {
  return report(said, compare(said, found, EXPECTED), [])
}

test('a count that is as callers were told is good', () => {
  const { isGood, text } = reported(told(), counted())
  expect(text).not.toContain('DIFFERS')
  expect(text).toContain('exactly once')
  expect(isGood).toBe(true)
})

const [ann, bob] = counted().claims as [Counted['claims'][number], Counted['claims'][number]]

/** One thing in the stores that is not as told, and the row that must show it. */
const TAMPERED: readonly [string, Partial<Counted>, string][] = [
  ['an accepted claim is lost', { claims: [ann] }, 'users who have a claim'],
  ['a user has two claims', { claims: [ann, bob, { ...ann, claimId: 'c:ann2' }] }, 'users who have a claim'],
  ['an accepted attempt is missing', { claims: [{ ...ann, attempts: [] }, bob] }, 'attempts of users'],
  [
    'a retry was made under a user’s name',
    {
      claims: [
        ann,
        {
          ...bob,
          attempts: [
            { no: 1, by: 'bob' },
            { no: 2, by: 'bob' },
          ],
        },
      ],
    },
    'attempts of the operator',
  ],
  ['a refusal left no record', { refusals: counted().refusals.slice(1) }, 'DUPLICATED_CLAIM'],
  ['a refusal left two', { refusals: [...counted().refusals, ...counted().refusals] }, 'CONDITION_NOT_MET'],
  [
    'a refusal nobody was told of',
    { refusals: [...counted().refusals, { userId: 'ann', reason: 'OUT_OF_STOCK' }] },
    'another reason',
  ],
  [
    'a claim is not where it was shown',
    { claims: [{ ...ann, state: 'FAILED' }, bob] },
    'claims that are FAILED',
  ],
  ['a claim is still owed something', { claims: [{ ...ann, isDue: true }, bob] }, 'still owed'],
  ['a promised reward is missing', { grants: counted().grants.slice(0, 4) }, 'badge: promised'],
  ['a promised reward is pending', pending(), 'badge: promised'],
  [
    'a reward is granted twice',
    { grants: [...counted().grants, grant('ann', 'rwd_badge')] },
    'more than once',
  ],
  [
    'a coupon beyond the promise',
    { grants: [...counted().grants, grant('bob', 'rwd_coupon')] },
    'coupon: promised',
  ],
  [
    'points that nobody is shown',
    { grants: [grant('ann', 'rwd_points', { amount: 101 }), ...counted().grants.slice(1)] },
    'balances',
  ],
  ['a code that is not the one shown', { grants: [...otherCode()] }, 'coupon codes'],
  [
    'more units out than in stock',
    { buckets: [{ rewardId: 'rwd_coupon', cap: 1, claimIds: ['c:ann', 'c:bob'] }] },
    'coupons taken',
  ],
  ['a unit lost', { buckets: [{ rewardId: 'rwd_coupon', cap: 1, claimIds: [] }] }, 'lesser of stock'],
  [
    'more stock than there is',
    { buckets: [{ rewardId: 'rwd_coupon', cap: 2, claimIds: ['c:ann'] }] },
    'coupons in the stock',
  ],
]

test.each(TAMPERED)('it is not good when %s', (_what, tampering, row) => {
  const { isGood, text } = reported(told(), { ...counted(), ...tampering })
  expect(isGood).toBe(false)
  expect(text).toMatch(new RegExp(`${row}.*DIFFERS`))
})

test('equal totals do not hide that it is another claim’s', () => {
  const others = counted().grants.map(row =>
    row.claimId === 'c:ann' && row.rewardId === 'rwd_badge' ? { ...row, claimId: 'c:zoe' } : row,
  )
  expect(reported(told(), { ...counted(), grants: others }).isGood).toBe(false)
})

const CONTRADICTIONS: readonly [string, Partial<Told['asked'][number]>][] = [
  ['different answers under one key', { key: 'k', answers: [accepted('c:bob'), accepted('c:bob', [])] }],
  ['a refusal under the key of an acceptance', { key: 'k', answers: [refused('DUPLICATED_CLAIM')] }],
  ['two acceptances without a key', { answers: [accepted('c:bob'), accepted('c:bob')] }],
  ['no acceptance and nothing in its way', { answers: [refused('DUPLICATED_CLAIM')] }],
  ['another refusal beside the acceptance', { answers: [accepted('c:bob'), refused('EVENT_STATUS')] }],
  ['an acceptance of who is short', { expected: 'CONDITION_NOT_MET', answers: [accepted('c:bob')] }],
]

test.each(CONTRADICTIONS)('it is not good when callers are told %s', (_what, answers) => {
  const said = told()
  const asked = said.asked.map(calls => (calls.userId === 'bob' ? { ...calls, ...answers } : calls))
  const { isGood, text } = report({ ...said, asked }, [], [])
  expect(isGood).toBe(false)
  expect(text).toContain('  bob: ')
})

test('who was told "not yet" may find the claim accepted meanwhile', () => {
  const said = told()
  const asked = said.asked.map(calls =>
    calls.userId === 'bob' ? { ...calls, notYet: 1, answers: [refused('DUPLICATED_CLAIM')] } : calls,
  )
  expect(reported({ ...said, asked }, counted()).isGood).toBe(true)
})

test('a lost answer may have left one refusal more, not two', () => {
  const said = told()
  const asked = said.asked.map(calls => (calls.userId === 'cid' ? { ...calls, notYet: 1, lost: 1 } : calls))
  const more = (count: number) => ({
    ...counted(),
    refusals: [...counted().refusals, ...Array(count).fill({ userId: 'cid', reason: 'CONDITION_NOT_MET' })],
  })
  expect(reported({ ...said, asked }, more(1)).isGood).toBe(true)
  expect(reported({ ...said, asked }, more(2)).isGood).toBe(false)
})

function pending(): Partial<Counted> {
  return {
    grants: counted().grants.map(row => (row.rewardId === 'rwd_badge' ? { ...row, state: 'PENDING' } : row)),
  }
}

function otherCode(): Counted['grants'] {
  return counted().grants.map(row => (row.rewardId === 'rwd_coupon' ? { ...row, couponCodes: ['B'] } : row))
}
