import { problemsIn } from '@rewards/errors/testing'
import { describe, expect, test } from 'vitest'
import { checkEvent, type EventDraft } from '../src/domain/event-draft.ts'
import { toReward } from '../src/domain/reward-definition.ts'
import { condition, draft, reward } from './event-builders.ts'
import { HOUR, START } from './event-world.ts'

function problemsOf(wished: EventDraft): string[] {
  return problemsIn(violations => checkEvent(violations, wished, START))
}

const YEARS = 'allowed is a time from 2000-01-01T00:00:00.000Z to 2200-01-01T00:00:00.000Z'
const DAY = 24 * HOUR
const rewards = (changes: Parameters<typeof reward>[1]) => ({ rewards: [reward('rwd_a', changes)] })

const BAD: readonly [string, Partial<EventDraft>, ...string[]][] = [
  ['no name', { name: '' }, 'event.name is missing; allowed are 1 to 100 characters'],
  ['a name too long', { name: 'x'.repeat(101) }, 'event.name has 101 characters; allowed are 1 to 100'],
  [
    'a name with control characters',
    { name: 'a\u0000b' },
    'event.name has control characters; allowed is text',
  ],
  [
    'a description too long',
    { description: '😀'.repeat(2_001) },
    'event.description has 2001 characters; allowed are 0 to 2000',
  ],
  ['no start', { startsAtMs: undefined }, `event.starts_at is missing; ${YEARS}`],
  ['no end', { endsAtMs: undefined }, `event.ends_at is missing; ${YEARS}`],
  ['a start that is no time', { startsAtMs: Number.NaN }, `event.starts_at is no time; ${YEARS}`],
  [
    'a start in 1999',
    { startsAtMs: Date.UTC(1999, 11, 31) },
    `event.starts_at is 1999-12-31T00:00:00.000Z; ${YEARS}`,
  ],
  ['an end beyond all years', { endsAtMs: 9e15 }, `event.ends_at is no time; ${YEARS}`],
  [
    'an end at the start',
    { startsAtMs: START + 5, endsAtMs: START + 5 },
    'event.ends_at is 2026-01-01T00:00:00.005Z; allowed is a time after starts_at, 2026-01-01T00:00:00.005Z',
  ],
  [
    'a window of ten years',
    { endsAtMs: START + 3_660 * DAY },
    'event.ends_at is 2036-01-09T00:00:00.000Z; allowed is a time at most 1830 days after starts_at, 2026-01-01T00:00:00.000Z',
  ],
  [
    'a window that is over',
    { startsAtMs: START - 2 * DAY, endsAtMs: START },
    'event.ends_at is 2026-01-01T00:00:00.000Z; allowed is a time to come',
  ],
  [
    'an offset for a zone',
    { timeZone: '+09:00' },
    'event.time_zone is "+09:00"; allowed is an IANA time zone such as Asia/Seoul',
  ],
  [
    'a zone that there is not',
    { timeZone: 'Asia/Atlantis' },
    'event.time_zone is "Asia/Atlantis"; allowed is an IANA time zone such as Asia/Seoul',
  ],
  [
    'an owner that is no group',
    { ownerGroupId: 'usr_a' },
    'event.owner_group_id is "usr_a"; allowed is grp_ followed by a-z, 0-9 and _, at most 40 characters',
  ],
  [
    'two rewards without ids',
    { rewards: [reward(''), reward('')] },
    ...[0, 1].map(
      at =>
        `event.rewards[${at}].reward_id is missing; allowed is rwd_ followed by a-z, 0-9 and _, at most 40 characters`,
    ),
  ],
  [
    'a reward without a name',
    rewards({ name: '' }),
    'event.rewards[0].name is missing; allowed are 1 to 100 characters',
  ],
  [
    'a reward with a name too long',
    rewards({ name: 'x'.repeat(101) }),
    'event.rewards[0].name has 101 characters; allowed are 1 to 100',
  ],
  [
    'a badge of 61 characters',
    rewards({ kind: { type: 'BADGE', badgeId: 'b'.repeat(61) } }),
    `event.rewards[0].badge.badge_id is "${'b'.repeat(60)}"; allowed are 1 to 40 of A-Z, a-z, 0-9, _, . and -`,
  ],
  [
    'a badge of 41 characters',
    rewards({ kind: { type: 'BADGE', badgeId: 'b'.repeat(41) } }),
    `event.rewards[0].badge.badge_id is "${'b'.repeat(41)}"; allowed are 1 to 40 of A-Z, a-z, 0-9, _, . and -`,
  ],
  ['no rewards', { rewards: [] }, 'event.rewards has 0 items; allowed are 1 to 20'],
  [
    '21 rewards',
    { rewards: Array.from({ length: 21 }, (_, at) => reward(`rwd_${at}`)) },
    'event.rewards has 21 items; allowed are 1 to 20',
  ],
  [
    '21 conditions',
    { conditions: Array.from({ length: 21 }, (_, at) => condition(`cnd_${at}`)) },
    'event.conditions has 21 items; allowed are 0 to 20',
  ],
  [
    'two rewards of one id',
    { rewards: [reward('rwd_a'), reward('rwd_b'), reward('rwd_a')] },
    'event.rewards[2].reward_id is that of event.rewards[0] too; allowed are ids that differ',
  ],
  [
    'a reward without an id',
    { rewards: [reward('')] },
    'event.rewards[0].reward_id is missing; allowed is rwd_ followed by a-z, 0-9 and _, at most 40 characters',
  ],
  [
    'a reward id of another kind',
    { rewards: [reward('evt_a')] },
    'event.rewards[0].reward_id is "evt_a"; allowed is rwd_ followed by a-z, 0-9 and _, at most 40 characters',
  ],
  [
    'a reward without a kind',
    rewards({ kind: undefined }),
    'event.rewards[0].kind is missing; allowed is one of point, coupon, badge',
  ],
  [
    'no points',
    rewards({ kind: { type: 'POINT', amount: 0n } }),
    'event.rewards[0].point.amount is 0; allowed is 1 to 1000000000000',
  ],
  [
    'negative points',
    rewards({ kind: { type: 'POINT', amount: -(2n ** 63n) } }),
    'event.rewards[0].point.amount is -9223372036854775808; allowed is 1 to 1000000000000',
  ],
  [
    'too many points',
    rewards({ kind: { type: 'POINT', amount: 10n ** 12n + 1n } }),
    'event.rewards[0].point.amount is 1000000000001; allowed is 1 to 1000000000000',
  ],
  [
    'a coupon without template, 101 times',
    rewards({ kind: { type: 'COUPON', templateId: '', count: 101 } }),
    'event.rewards[0].coupon.template_id is missing; allowed are 1 to 40 of A-Z, a-z, 0-9, _, . and -',
    'event.rewards[0].coupon.count is 101; allowed is 1 to 100',
  ],
  [
    'a badge with a slash',
    rewards({ kind: { type: 'BADGE', badgeId: 'a/b' } }),
    'event.rewards[0].badge.badge_id is "a/b"; allowed are 1 to 40 of A-Z, a-z, 0-9, _, . and -',
  ],
  ['no stock left', rewards({ stock: 0 }), 'event.rewards[0].stock is 0; allowed is 1 to 1000000'],
  [
    'too much stock',
    rewards({ stock: 1_000_001 }),
    'event.rewards[0].stock is 1000001; allowed is 1 to 1000000',
  ],
  [
    'a choice of a later version',
    rewards({ whenSoldOut: '7' }),
    'event.rewards[0].when_sold_out is "7"; allowed is one of REFUSE_CLAIM, GRANT_THE_REST',
  ],
]

describe('an event is refused with', () => {
  test.each(BAD)('%s', (_case, changes, ...problems) => {
    expect(problemsOf(draft(changes))).toEqual(problems)
  })

  test('all that is wrong at once', () => {
    const nothing = { name: '', startsAtMs: undefined, endsAtMs: undefined, rewards: [] }
    const fields = problemsOf(draft(nothing)).map(problem => problem.split(' ')[0])
    expect(fields).toEqual(['event.name', 'event.starts_at', 'event.ends_at', 'event.rewards'])
  })
})

const GOOD: readonly [string, Partial<EventDraft>][] = [
  ['names of 100 emoji', { name: '😀'.repeat(100) }],
  ['a window that began long ago', { startsAtMs: START - 1_000 * DAY }],
  ['a window of 1830 days', { endsAtMs: START + 1_830 * DAY }],
  ['no zone', { timeZone: '' }],
  ['a badge of 40 characters', rewards({ kind: { type: 'BADGE', badgeId: 'Az09_.-'.padEnd(40, 'b') } })],
  ['a hundred coupons', rewards({ kind: { type: 'COUPON', templateId: 'T-1', count: 100 } })],
  ['10^12 points', rewards({ kind: { type: 'POINT', amount: 10n ** 12n } })],
  ['a million of stock', rewards({ stock: 1_000_000 })],
  ['20 rewards', { rewards: Array.from({ length: 20 }, (_, at) => reward(`rwd_${at}`)) }],
]

test.each(GOOD)('an event may have %s', (_case, changes) => {
  expect(problemsOf(draft(changes))).toEqual([])
})

test.each([
  [{ type: 'POINT', amount: 10n ** 12n } as const, { type: 'POINT', amount: 10 ** 12, itemId: '' }],
  [{ type: 'COUPON', templateId: 'T-1', count: 3 } as const, { type: 'COUPON', amount: 3, itemId: 'T-1' }],
  [{ type: 'BADGE', badgeId: 'B.1' } as const, { type: 'BADGE', amount: 1, itemId: 'B.1' }],
])('what is granted is kept as what a claim asks for: %o', (kind, kept) => {
  expect(toReward(reward('rwd_a', { kind }))).toEqual({
    rewardId: 'rwd_a',
    name: 'Ten points',
    ...kept,
    whenSoldOut: 'REFUSE_CLAIM',
  })
})
