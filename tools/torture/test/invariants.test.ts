import { expect, test } from 'vitest'
import type { Evidence } from '../src/check/invariant.ts'
import { INVARIANTS } from '../src/check/invariants.ts'
import { judge } from '../src/check/judge.ts'
import {
  ACCEPTED,
  alsoTold,
  attempt,
  BADGE,
  changed,
  claim,
  entry,
  grant,
  PLAIN,
  POINTS,
  paid,
  refusal,
  refused,
  stored,
  told,
  UNKNOWN,
  without,
  world,
} from './world.ts'

const ANN = 'plain:ann:once'
const BOB = 'plain:bob:once'
const BOBS_BADGE = `${BOB}:rwd_badge`

test('a run that went well holds, and every invariant looked at something', () => {
  const judgements = judge(world(), { isQuiet: true })
  expect(judgements.flatMap(({ examples }) => examples)).toEqual([])
  expect(judgements.filter(({ verdict, checked }) => verdict !== 'holds' || checked === 0)).toEqual([])
})

/** What is planted, by the invariant that must see it. */
const PLANTED: readonly [invariant: string, what: string, evidence: Evidence, sentence: RegExp][] = [
  [
    'an accepted claim is there',
    'an accepted claim is lost',
    stored(({ claims }) => ({ claims: without(claims, ANN) })),
    /call 1: claim plain:ann:once was accepted, and is missing/,
  ],
  [
    'an accepted claim is there',
    'an accepted attempt is lost',
    told(5, { ...ACCEPTED, claimId: BOB, attempt: 3, rewardIds: PLAIN }),
    /has no attempt 3/,
  ],
  [
    'an accepted claim is there',
    'an attempt that was told to be accepted never was',
    stored(({ claims }) => ({
      claims: changed(claims, ANN, {
        attempts: [{ no: 1, state: 'FAILED', by: 'ann', idempotencyKey: 'k1' }],
      }),
    })),
    /its attempt 1 was never accepted/,
  ],
  [
    'an accepted claim is there',
    'somebody was told of the claim of another',
    told(1, { ...ACCEPTED, claimId: BOB, rewardIds: PLAIN }),
    /is the claim of plain bob/,
  ],
  [
    'an accepted claim is there',
    'a caller was told of more rewards than were asked for',
    told(8, { ...ACCEPTED, claimId: 'rest:bob:once', rewardIds: ['rwd_coupon', 'rwd_points', 'rwd_more'] }),
    /asks for other rewards than were told/,
  ],
  [
    'a request that was accepted is one attempt',
    'one key opened two attempts',
    stored(({ claims }) => ({
      claims: changed(claims, ANN, {
        attempt: 2,
        attempts: [attempt({ idempotencyKey: 'k1' }), attempt({ no: 2, idempotencyKey: 'k1' })],
      }),
    })),
    /one key opened attempt 1 and another/,
  ],
  [
    'a request that was accepted is one attempt',
    'an attempt has a key that nobody used',
    stored(({ claims }) => ({
      claims: changed(claims, ANN, { attempts: [attempt({ idempotencyKey: 'k9' })] }),
    })),
    /attempt 1 has a key that nobody used/,
  ],
  [
    'a request that was accepted is one attempt',
    'an unknown call without a key opened two attempts',
    stored(({ claims }) => ({
      claims: changed(claims, BOB, {
        attempt: 3,
        attempts: [attempt({}), attempt({ no: 2 }), attempt({ no: 3, idempotencyKey: 'k2' })],
      }),
    })),
    /2 attempts without a key, of at most 1 calls/,
  ],
  [
    'a request that was accepted is one attempt',
    'an attempt is missing in the middle',
    stored(({ claims }) => ({
      claims: changed(claims, BOB, { attempts: [attempt({ no: 2, idempotencyKey: 'k2' })] }),
    })),
    /its attempts are not 1 to 2/,
  ],
  [
    'a request that was accepted is one attempt',
    'two calls without a key were told the same attempt',
    alsoTold('ann', 'few', '', { ...ACCEPTED, claimId: 'few:ann:once', rewardIds: ['rwd_coupon'] }),
    /two calls without a key were told the same attempt/,
  ],
  [
    'no event and user have two claims',
    'a user has a second claim under another id',
    stored(({ claims }) => ({ claims: [...claims, claim('plain', 'ann', { id: 'plain:ann:twice' })] })),
    /plain ann has 2 claims/,
  ],
  [
    'a key that was accepted gets the same answer again',
    'the second answer names another attempt',
    told(2, { ...ACCEPTED, claimId: ANN, attempt: 2, rewardIds: PLAIN }),
    /was told two acceptances/,
  ],
  [
    'a key that was accepted gets the same answer again',
    'the second answer is a refusal',
    told(2, refused('DUPLICATED_CLAIM')),
    /was refused in call 2 after it had been accepted/,
  ],
  [
    'a refusal is on record once',
    'a refusal without a key left no record',
    stored(({ refusals }) => ({ refusals: refusals.slice(1) })),
    /1 calls were told DUPLICATED_CLAIM, 0 are on record/,
  ],
  [
    'a refusal is on record once',
    'a refusal with a key left no record',
    stored(({ refusals }) => ({ refusals: refusals.filter(row => row.idempotencyKey !== 'k3') })),
    /the key k3 was told OUT_OF_STOCK, and there is no such record/,
  ],
  [
    'a refusal is on record once',
    'a refusal without a key left two',
    stored(({ refusals }) => ({ refusals: [...refusals, refusal('plain', 'ann', 'DUPLICATED_CLAIM', '')] })),
    /2 refusals on record, of at most 1 calls/,
  ],
  [
    'a refusal is on record once',
    'a refusal with a key left two',
    stored(({ refusals }) => ({ refusals: [...refusals, refusal('few', 'bob', 'OUT_OF_STOCK', 'k3')] })),
    /the key k3 was refused 2 times on record/,
  ],
  [
    'a refusal is on record once',
    'a refusal has a key that nobody used',
    stored(({ refusals }) => ({ refusals: [...refusals, refusal('few', 'bob', 'OUT_OF_STOCK', 'k9')] })),
    /the key k9 is refused on record, and nobody asked with it/,
  ],
  [
    'no call is told what the contract does not know',
    'an event is said not to be there',
    told(0, refused('EVENT_NOT_FOUND')),
    /call 0 was told EVENT_NOT_FOUND/,
  ],
  [
    'no call is told what the contract does not know',
    'the system says that it has a bug',
    told(0, { kind: 'unknown', code: 'internal', reason: 'INTERNAL' }),
    /call 0 was told internal INTERNAL/,
  ],
  [
    'who meets the conditions may claim',
    'somebody short of a condition has a claim',
    stored(({ claims }) => ({ claims: [...claims, claim('hard', 'cid', {})] })),
    /hard:cid:once is the claim of somebody who is short of a condition/,
  ],
  [
    'who meets the conditions may claim',
    'somebody short of a condition was accepted',
    told(10, { ...ACCEPTED, claimId: 'hard:cid:once', rewardIds: ['rwd_points'] }),
    /call 10 was accepted of somebody who is short of a condition/,
  ],
  [
    'who meets the conditions may claim',
    'somebody who meets them was refused',
    told(11, refused('CONDITION_NOT_MET')),
    /call 11 was told CONDITION_NOT_MET by somebody who meets them/,
  ],
  [
    'no reward of a claim has two grants',
    'a reward was granted a second time under another id',
    stored(({ grants }) => ({ grants: [...grants, { ...grant(ANN, BADGE), id: 'another' }] })),
    /plain:ann:once rwd_badge has 2 grants/,
  ],
  [
    "the provider's books never paid a grant twice",
    'both attempts were paid',
    stored(({ books }) => ({
      books: books.map(entry => (entry.state === 'REJECTED' ? paid(entry.key) : entry)),
    })),
    /plain:bob:once rwd_badge was paid 2 times/,
  ],
  [
    "the provider's books and the grants agree",
    'what is granted was never paid',
    stored(({ books }) => ({ books: books.slice(1) })),
    /plain:ann:once:rwd_badge is GRANTED, and the provider did nothing under its key/,
  ],
  [
    "the provider's books and the grants agree",
    'what was paid is not granted',
    stored(({ grants }) => ({ grants: changed(grants, BOBS_BADGE, { state: 'REJECTED' }) })),
    /plain:bob:once:rwd_badge#2 was paid, and the grant is REJECTED/,
  ],
  [
    "the provider's books and the grants agree",
    'what was paid has no grant',
    stored(({ books }) => ({ books: [...books, paid('plain:cid:once:rwd_badge#1')] })),
    /is in the provider's books, and there is no grant/,
  ],
  [
    "the provider's books and the grants agree",
    'the provider paid another badge than the claim asked for',
    stored(({ books }) => ({
      books: books.map(row => (row.state === 'GRANTED' ? { ...row, itemId: 'another' } : row)),
    })),
    /is of something else than what the provider was asked for/,
  ],
  [
    "the provider's books and the grants agree",
    'one key was used for two things',
    stored(({ books }) => ({
      books: [...books, entry('plain:ann:once:rwd_badge#9', { state: 'CONFLICT' })],
    })),
    /rwd_badge#9 was asked for two different things/,
  ],
  [
    "the provider's books and the grants agree",
    'a grant has another effect than was paid',
    stored(({ grants }) => ({
      grants: changed(grants, BOBS_BADGE, { effect: { reference: 'another', codes: [] } }),
    })),
    /has another effect than the provider's/,
  ],
  [
    'no two coupons have the same code',
    'two users have the same code',
    stored(({ grants }) => ({
      grants: changed(grants, 'few:ann:once:rwd_coupon', {
        effect: { reference: '', codes: ['rest:bob:once 1', 'few:ann:once 2'] },
      }),
    })),
    /has the code of few:ann:once:rwd_coupon/,
  ],
  [
    'no two coupons have the same code',
    'a code is missing',
    stored(({ grants }) => ({
      grants: changed(grants, 'few:ann:once:rwd_coupon', { effect: { reference: '', codes: ['one'] } }),
    })),
    /has 1 codes of 2/,
  ],
  [
    'a grant is what its claim asked for',
    'a grant has no claim',
    stored(({ grants }) => ({ grants: [...grants, grant('plain:zoe:once', POINTS)] })),
    /plain:zoe:once:rwd_points has no claim/,
  ],
  [
    'a grant is what its claim asked for',
    'more points are granted than the event offers',
    stored(({ grants }) => ({
      grants: changed(grants, `${ANN}:rwd_points`, { reward: { ...POINTS, amount: 200 } }),
    })),
    /plain:ann:once:rwd_points was not asked for/,
  ],
  [
    'a grant is what its claim asked for',
    'claim and grant agree on what the event does not offer',
    stored(({ grants, claims }) => ({
      grants: changed(grants, `${ANN}:rwd_points`, { reward: { ...POINTS, amount: 200 } }),
      claims: changed(claims, ANN, { requested: [{ ...POINTS, amount: 200 }, BADGE] }),
    })),
    /plain:ann:once:rwd_points is not what the event offers/,
  ],
  [
    'a grant is what its claim asked for',
    'a grant is of an attempt that was never accepted',
    stored(({ grants }) => ({ grants: changed(grants, `${ANN}:rwd_points`, { generation: 2 }) })),
    /is of attempt 2, which was never accepted/,
  ],
  [
    'a grant is what its claim asked for',
    'a grant is for somebody else',
    stored(({ grants }) => ({ grants: changed(grants, `${ANN}:rwd_points`, { userId: 'bob' }) })),
    /is not for who claimed/,
  ],
  [
    'what a claim was granted is its GRANTED grants',
    'a claim says more than its grants',
    stored(({ grants }) => ({ grants: without(grants, `${ANN}:rwd_points`) })),
    /says it was granted rwd_badge#1 rwd_points#1, its grants say rwd_badge#1/,
  ],
  [
    'what a claim was granted is its GRANTED grants',
    'a claim forgot what was granted',
    stored(({ claims }) => ({ claims: changed(claims, ANN, { granted: { rwd_points: 1 } }) })),
    /says it was granted rwd_points#1, its grants say rwd_badge#1 rwd_points#1/,
  ],
  [
    'SUCCESS is every requested reward granted',
    'a claim is SUCCESS without one of its rewards',
    stored(({ claims }) => ({ claims: changed(claims, ANN, { granted: { rwd_points: 1 } }) })),
    /is SUCCESS without rwd_badge/,
  ],
  [
    'SUCCESS is every requested reward granted',
    'a claim is FAILED with all of its rewards',
    stored(({ claims }) => ({ claims: changed(claims, ANN, { state: 'FAILED', isFullyGranted: false }) })),
    /is FAILED, and all of its rewards are granted/,
  ],
  [
    'SUCCESS is every requested reward granted',
    'a claim that is SUCCESS does not say so',
    stored(({ claims }) => ({ claims: changed(claims, ANN, { isFullyGranted: false }) })),
    /is SUCCESS, and says isFullyGranted false/,
  ],
  [
    'SUCCESS is every requested reward granted',
    'a claim FAILED though no grant was rejected',
    stored(({ claims, grants }) => ({
      claims: changed(claims, ANN, {
        state: 'FAILED',
        isFullyGranted: false,
        granted: { rwd_points: 1 },
        attempts: [attempt({ state: 'FAILED', reason: 'GRANT_FAILED', idempotencyKey: 'k1' })],
      }),
      grants: changed(grants, `${ANN}:rwd_badge`, { state: 'PENDING' }),
    })),
    /is GRANT_FAILED, and its grants are GRANTED, PENDING/,
  ],
  [
    'no bucket has more holders than units',
    'a bucket is over its units',
    stored(({ buckets }) => ({ buckets: changed(buckets, 'few:rwd_coupon:0', { holders: ['a#1', 'b#1'] }) })),
    /few:rwd_coupon:0 has 2 holders of 1/,
  ],
  [
    'no bucket has more holders than units',
    'there are more units than stock',
    stored(({ buckets }) => ({ buckets: changed(buckets, 'few:rwd_coupon:0', { cap: 2 }) })),
    /few:rwd_coupon has 2 units in its buckets, and a stock of 1/,
  ],
  [
    'no bucket has more holders than units',
    'more is granted than there is stock',
    stored(({ grants }) => ({
      grants: [...grants, { ...grant('few:ann:once', { ...POINTS, rewardId: 'rwd_coupon' }), id: 'another' }],
    })),
    /few:rwd_coupon was granted 2 times, and has a stock of 1/,
  ],
  [
    'when quiet, holders are exactly those who were granted',
    'a unit is held for nothing',
    stored(({ buckets }) => ({
      buckets: changed(buckets, 'few:rwd_coupon:0', { holders: ['few:ann:once#1', 'few:bob:once#1'] }),
    })),
    /is held by few:bob:once#1, who was not granted it/,
  ],
  [
    'when quiet, holders are exactly those who were granted',
    'the unit behind a grant was freed',
    stored(({ buckets }) => ({ buckets: changed(buckets, 'few:rwd_coupon:0', { holders: [] }) })),
    /is not held by few:ann:once#1, who was granted it/,
  ],
  [
    'what was called sold out is granted to the last unit',
    'somebody was told that nothing is left while there was',
    told(0, refused('OUT_OF_STOCK')),
    /call 0 was told OUT_OF_STOCK, and no reward of plain is/,
  ],
  [
    'what was called sold out is granted to the last unit',
    'a reward was left out that is not sold out',
    stored(({ grants }) => ({ grants: without(grants, 'rest:bob:once:rwd_coupon') })),
    /call 9 was told that rwd_coupon is left out, and it is not sold out/,
  ],
  [
    'when quiet, no claim is owed anything',
    'a claim is still owed something',
    stored(({ claims }) => ({ claims: changed(claims, ANN, { dueAt: 1 }) })),
    /is SUCCESS and still has dueAt/,
  ],
  [
    'when quiet, no claim is owed anything',
    'a claim never came to its end',
    stored(({ claims }) => ({ claims: changed(claims, ANN, { state: 'RESERVING' }) })),
    /is still RESERVING/,
  ],
  [
    'when quiet, no claim is owed anything',
    'a grant never came to its end',
    stored(({ grants }) => ({ grants: changed(grants, BOBS_BADGE, { state: 'PENDING' }) })),
    /plain:bob:once:rwd_badge is still PENDING/,
  ],
]

test.each(PLANTED)('"%s …" is violated when %s', (invariant, _what, evidence, sentence) => {
  const found = judge(evidence, { isQuiet: true }).find(judgement =>
    judgement.invariant.startsWith(invariant),
  )
  expect(found?.verdict).toBe('violated')
  expect(found?.examples.join('\n')).toMatch(sentence)
})

test('every invariant has been shown a violation', () => {
  const shown = INVARIANTS.filter(({ name }) => PLANTED.some(([planted]) => name.startsWith(planted)))
  expect(shown).toEqual(INVARIANTS)
})

test('of a run that was interrupted, only what holds always is judged', () => {
  const owed = stored(({ claims }) => ({ claims: changed(claims, ANN, { dueAt: 1, state: 'REQUESTED' }) }))
  const judgements = judge(owed, { isQuiet: false })
  expect(judgements.filter(({ verdict }) => verdict === 'violated')).toEqual([])
  expect(judgements.filter(({ verdict }) => verdict === 'not judged').length).toBeGreaterThan(0)
})

test('two calls at once under one key may be told a refusal and an acceptance', () => {
  const { history, rows } = told(0, refused('DUPLICATED_CLAIM'))
  const overlapping = history.calls.map(call => (call.no === 0 ? { ...call, at: 10, endedAt: 15 } : call))
  const more = [...rows.refusals, refusal('plain', 'ann', 'DUPLICATED_CLAIM', 'k1')]
  const evidence = { history: { ...history, calls: overlapping }, rows: { ...rows, refusals: more } }
  expect(judge(evidence, { isQuiet: true }).flatMap(({ examples }) => examples)).toEqual([])
})

test('a call that the sweep accepted in its place may be told of a duplicate', () => {
  const { history, rows } = told(6, refused('DUPLICATED_CLAIM'))
  const more = [...rows.refusals, refusal('few', 'ann', 'DUPLICATED_CLAIM', '')]
  const judgements = judge({ history, rows: { ...rows, refusals: more } }, { isQuiet: true })
  expect(judgements.flatMap(({ examples }) => examples)).toEqual([])
})

test('an unknown call may have left one refusal, or one attempt', () => {
  const { history, rows } = told(3, UNKNOWN)
  expect(judge({ history, rows }, { isQuiet: true }).flatMap(({ examples }) => examples)).toEqual([])
})
