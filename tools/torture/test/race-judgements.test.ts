import { expect, test } from 'vitest'
import type { Outcome } from '../src/log/entries.ts'
import { judgePairs } from '../src/parts/one-claim/judge-pairs.ts'
import { judgeLetters, judgeReplays } from '../src/parts/poison/judge-letters.ts'

const ok: Outcome = { kind: 'ok', claimId: 'c', attempt: 1, rewardIds: [], leftOut: [] }
const duplicate: Outcome = { kind: 'failed', reason: 'DUPLICATED_CLAIM', claimId: 'c' }

const verdicts = (key: string | undefined, outcomes: readonly Outcome[]) =>
  judgePairs(
    outcomes.map((outcome, no) => ({
      no,
      userId: 'usr_a',
      eventId: 'evt_a',
      at: 1,
      endedAt: 2,
      outcome,
      ...(key !== undefined && { key }),
    })),
  ).map(({ verdict }) => verdict)

test('with a key, all must be accepted alike', () => {
  expect(verdicts('k', [ok, ok])).toEqual(['holds', 'holds'])
  expect(verdicts('k', [ok, { ...ok, attempt: 2 }])).toEqual(['violated', 'holds'])
  expect(verdicts('k', [ok, duplicate])).toEqual(['violated', 'holds'])
})

test('without one, one is accepted, and the others are told of that claim', () => {
  expect(verdicts(undefined, [ok, duplicate, duplicate])).toEqual(['holds', 'holds'])
  expect(verdicts(undefined, [ok, ok])).toEqual(['holds', 'violated'])
  expect(verdicts(undefined, [ok, { ...duplicate, claimId: 'other' }])).toEqual(['holds', 'violated'])
  expect(verdicts(undefined, [duplicate, duplicate])).toEqual(['holds', 'violated'])
})

test('poison that is in no dead letter is seen, and a replay that did the wrong thing', () => {
  const poison = { subject: 's', payload: Buffer.from('x') }
  expect(judgeLetters([poison], []).map(({ verdict }) => verdict)).toEqual(['violated', 'holds'])
  expect(judgeReplays([{ isCured: true, isCleared: false, isLeft: true }]).verdict).toBe('violated')
  expect(judgeReplays([{ isCured: true, isCleared: true, isLeft: false }]).verdict).toBe('holds')
})
