import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { answerChecker } from '../src/testing.ts'

const url = new URL(import.meta.resolve('@rewards/contracts/openapi.json'))
const problemsOf = answerChecker(JSON.parse(readFileSync(url, 'utf8')))

const CLAIM = '/rewards.event.v1.ClaimService/ClaimReward'
const accepted = {
  claimId: 'c',
  attempt: 1,
  state: 'CLAIM_STATE_REQUESTED',
  requestedRewards: [{ rewardId: 'rwd_a', type: 'REWARD_TYPE_POINT', amount: '10', itemId: '' }],
  leftOutRewardIds: [],
  requestedAt: '2026-01-01T00:00:00.123Z',
}
const failure = (code: string, reason: string) => ({
  code,
  message: 'no',
  details: [{ type: 'google.rpc.ErrorInfo', value: 'CgA', debug: { reason, domain: 'rewards' } }],
})

it('has nothing against answers as the document has them', () => {
  expect(problemsOf(CLAIM, 200, accepted)).toEqual([])
  expect(problemsOf(CLAIM, 400, failure('failed_precondition', 'CONDITION_NOT_MET'))).toEqual([])
  expect(problemsOf(CLAIM, 503, failure('unavailable', 'UNREACHABLE'))).toEqual([])
  expect(problemsOf('/rewards.unknown.v1.No/Way', 404, { code: 'unimplemented', message: 'no' })).toEqual([])
})

it.each([
  ['a field that there is not', { ...accepted, more: 1 }, 'additional'],
  ['a number where a 64-bit one is a string', { ...accepted, attempt: '1' }, 'must be integer'],
  ['a word that the enum does not have', { ...accepted, state: 'REQUESTED' }, 'allowed values'],
  ['a time that is none', { ...accepted, requestedAt: 'yesterday' }, 'date-time'],
  ['an item of another form', { ...accepted, requestedRewards: [{ amount: 10 }] }, 'must be string'],
])('sees %s', (_, answer, problem) => {
  expect(problemsOf(CLAIM, 200, answer).join('\n')).toContain(problem)
})

it('sees a reason, or a code, that the method does not document, and a detail of another form', () => {
  expect(problemsOf(CLAIM, 400, failure('failed_precondition', 'BAD_MOOD'))).toEqual([
    `${CLAIM} answered 400: failed_precondition BAD_MOOD is not documented`,
  ])
  expect(problemsOf(CLAIM, 400, failure('out_of_range', 'X'))).toEqual([
    `${CLAIM} answered 400: out_of_range is not documented`,
  ])
  const broken = {
    code: 'internal',
    details: [{ type: 'google.rpc.ErrorInfo', value: 'CgA', debug: { reason: 1 } }],
  }
  expect(problemsOf(CLAIM, 500, broken)).not.toEqual([])
})
