import { timestampFromMs } from '@bufbuild/protobuf/wkt'
import { GrantState } from '@rewards/contracts/reward'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Grant } from '../src/domain/grant.ts'
import { BADGE, COUPONS, grant, newClaimId, POINTS, refusal, wrongFields } from './builders.ts'
import { type Running, runReward } from './running-reward.ts'
import { type Seeded, seededStore } from './seeded.ts'

let seeded: Seeded
let reward: Running
let auditor: { token: string }

beforeAll(async () => {
  seeded = await seededStore()
  reward = await runReward({ overrides: { store: seeded.store } })
  auditor = await reward.as('AUDITOR', 'usr_auditor')
})
afterAll(async () => {
  await reward.close()
  await seeded.remove()
})

const CODES = { reference: 'ref-7', codes: ['AAAA', 'BBBB', 'CCCC'] }

/** Grants of a user, the n-th changed at n seconds; what is not said is a granted 100 points of evt_summer. */
async function put(userId: string, ...all: Partial<Grant>[]): Promise<string[]> {
  const grants = all.map((parts, n) =>
    grant({
      userId,
      claimId: newClaimId(userId, parts.eventId),
      state: 'GRANTED',
      effect: CODES,
      changedAtMs: (n + 1) * 1_000,
      ...parts,
    }),
  )
  await seeded.put(grants)
  return grants.map(({ claimId }) => claimId)
}

const claimsOf = ({ grants }: { grants: { claimId: string }[] }) => grants.map(({ claimId }) => claimId)
const times = <T>(count: number, item: T): T[] => Array.from({ length: count }, () => item)

describe('my grants', () => {
  it('are shown whole', async () => {
    const rejected: Partial<Grant> = { state: 'REJECTED', reason: 'SOLD_OUT', generation: 3, reward: BADGE }
    await put('usr_whole', { reward: COUPONS, provider: 'simulator' }, rejected)
    const { grants } = await reward.grants.listMyGrants({}, await reward.as('USER', 'usr_whole'))
    expect(grants).toMatchObject([
      { state: GrantState.REJECTED, reason: 'SOLD_OUT', generation: 3, reward: { itemId: 'early-bird' } },
      {
        grantId: expect.stringMatching(/:rwd_coupons$/),
        eventId: 'evt_summer',
        userId: 'usr_whole',
        reward: { rewardId: 'rwd_coupons', amount: 3n, itemId: 'summer-10' },
        state: GrantState.GRANTED,
        generation: 1,
        reason: '',
        provider: 'simulator',
        providerReference: 'ref-7',
        couponCodes: ['AAAA', 'BBBB', 'CCCC'],
        createdAt: timestampFromMs(1_000),
        changedAt: timestampFromMs(1_000),
      },
    ])
  })

  it("are mine alone, the newest change first, and never another's", async () => {
    const mine = await put('usr_mine', {}, {}, {})
    await put('usr_other', {}, {})
    const answer = await reward.grants.listMyGrants({}, await reward.as('USER', 'usr_mine'))
    expect(claimsOf(answer)).toEqual(mine.toReversed())
    expect(answer.nextPageToken).toBe('')
  })

  it('are those of an event when one is named, on full pages', async () => {
    const parts = Array.from({ length: 30 }, (_, n) => ({ eventId: n % 3 ? 'evt_other' : 'evt_third' }))
    const all = await put('usr_events', ...parts)
    const mine = all.filter((_, n) => n % 3 === 0).toReversed()
    const caller = await reward.as('USER', 'usr_events')
    const first = await reward.grants.listMyGrants({ eventId: 'evt_third', pageSize: 6 }, caller)
    const pageToken = first.nextPageToken
    const rest = await reward.grants.listMyGrants({ eventId: 'evt_third', pageSize: 6, pageToken }, caller)
    expect([claimsOf(first).length, rest.nextPageToken]).toEqual([6, ''])
    expect([...claimsOf(first), ...claimsOf(rest)]).toEqual(mine)
  })

  it("cannot be paged with another's token, nor with one of another filter", async () => {
    await put('usr_first', {}, {})
    const page = await reward.grants.listMyGrants({ pageSize: 1 }, await reward.as('USER', 'usr_first'))
    const { nextPageToken: pageToken } = page
    const second = await reward.as('USER', 'usr_second')
    for (const call of [
      reward.grants.listMyGrants({ pageSize: 1, pageToken }, second),
      reward.grants.listMyGrants({ eventId: 'evt_a', pageToken }, await reward.as('USER', 'usr_first')),
      reward.grants.listGrants({ userId: 'usr_first', pageToken }, auditor),
    ])
      expect(await refusal(call)).toMatchObject({ kind: 'invalid_argument', reason: 'INVALID_PAGE_TOKEN' })
  })

  it('need a sensible page and event', async () => {
    const caller = await reward.as('USER')
    const call = reward.grants.listMyGrants({ eventId: 'Summer!' }, caller)
    expect(await wrongFields(call)).toEqual([
      'event_id is "Summer!"; allowed is evt_ followed by a-z, 0-9 and _, at most 40 characters',
    ])
    for (const pageSize of [-1, 201])
      expect(await wrongFields(reward.grants.listMyGrants({ pageSize }, caller))).toEqual([
        `page_size is ${pageSize}; allowed is 0 to 200`,
      ])
  })
})

describe('my balance', () => {
  const balanceOf = async (userId: string) => reward.grants.getMyBalance({}, await reward.as('USER', userId))

  it('is nothing for who was granted nothing', async () => {
    expect(await balanceOf('usr_nobody')).toMatchObject({ points: 0n, coupons: 0n, badgeIds: [] })
  })

  it('is the sum of what was granted, badges once and in order', async () => {
    const badges = ['zoo', 'early-bird', 'zoo'].map(itemId => ({ reward: { ...BADGE, itemId } }))
    const open: Partial<Grant> = { state: 'PENDING', reward: COUPONS }
    await put(
      'usr_sum',
      {},
      { reward: { ...POINTS, amount: 10 ** 12 } },
      { reward: COUPONS },
      open,
      ...badges,
    )
    expect(await balanceOf('usr_sum')).toMatchObject({
      points: 10n ** 12n + 100n,
      coupons: 3n,
      badgeIds: ['early-bird', 'zoo'],
    })
  })

  it('counts all of more grants than a page of the store holds, and points beyond what doubles hold', async () => {
    await put('usr_rich', ...times(9_100, { reward: { ...POINTS, amount: 10 ** 12 - 1 } }))
    expect((await balanceOf('usr_rich')).points).toBe(9_100n * (10n ** 12n - 1n))
  })
})

describe('all grants', () => {
  const list = (filters: Parameters<Running['grants']['listGrants']>[0]) =>
    reward.grants.listGrants({ pageSize: 200, ...filters }, auditor)

  it('are found by each filter, and by all together', async () => {
    const at = { userId: 'usr_found', eventId: 'evt_found' }
    const [first, second, third, fourth] = await put(
      'usr_found',
      at,
      { ...at, state: 'PENDING' },
      { ...at, eventId: 'evt_elsewhere' },
      { ...at, state: 'REJECTED', reason: 'NO' },
    )
    await put('usr_else', { eventId: 'evt_found' })
    const byUser = { userId: 'usr_found' }
    expect(claimsOf(await list(byUser))).toEqual([fourth, third, second, first])
    expect(claimsOf(await list({ ...byUser, eventId: 'evt_found' }))).toEqual([fourth, second, first])
    expect((await list({ eventId: 'evt_found' })).grants).toHaveLength(4)
    expect(claimsOf(await list({ claimId: third as string }))).toEqual([third])
    expect(claimsOf(await list({ claimId: third as string, ...byUser, eventId: 'evt_found' }))).toEqual([])
    expect(claimsOf(await list({ ...byUser, state: GrantState.PENDING }))).toEqual([second])
    expect(claimsOf(await list({ state: GrantState.PENDING, eventId: 'evt_found' }))).toEqual([second])
    const rejected = await list({ state: GrantState.REJECTED })
    expect(rejected.grants.every(({ state }) => state === GrantState.REJECTED)).toBe(true)
    expect(claimsOf(rejected)).toContain(fourth)
  })

  it('are found by when they changed: from a moment, up to but without another', async () => {
    const [, second, third] = await put('usr_times', {}, {}, {}, {})
    const [changedFrom, changedBefore] = [timestampFromMs(2_000), timestampFromMs(4_000)]
    const between = { changedFrom, changedBefore }
    expect(claimsOf(await list({ userId: 'usr_times', ...between }))).toEqual([third, second])
    const all = await list({ eventId: 'evt_summer', ...between })
    expect(claimsOf(all)).toEqual(expect.arrayContaining([third, second]))
    const nanos = { ...changedFrom, nanos: 1 }
    expect(claimsOf(await list({ userId: 'usr_times', changedFrom: nanos, changedBefore }))).toEqual([third])
  })

  it('without a filter are everyone’s, page by page, each once', async () => {
    await put('usr_pages', ...times(7, {}))
    const seen: string[] = []
    let pageToken = ''
    const filters = { changedBefore: timestampFromMs(8_000), pageSize: 3 }
    do {
      const page = await list({ ...filters, pageToken })
      seen.push(...page.grants.map(({ grantId }) => grantId))
      pageToken = page.nextPageToken
    } while (pageToken)
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen.filter(id => id.includes('usr_pages'))).toHaveLength(7)
  })

  it('of a filter that few match may be a short page, but none is missed', async () => {
    const parts = Array.from({ length: 300 }, (_, n) => ({ eventId: n % 100 ? 'evt_many' : 'evt_few' }))
    const all = await put('usr_rare', ...parts)
    const seen: string[] = []
    let pageToken = ''
    do {
      const page = await list({ userId: 'usr_rare', eventId: 'evt_few', pageSize: 2, pageToken })
      seen.push(...claimsOf(page))
      pageToken = page.nextPageToken
    } while (pageToken)
    expect(seen).toEqual(all.filter((_, n) => n % 100 === 0).toReversed())
  })

  it.each<[string, Parameters<Running['grants']['listGrants']>[0], string]>([
    ['a user', { userId: 'ann' }, 'user_id is "ann"; allowed is usr_ followed by a-z, 0-9 and _, at most 40'],
    ['an event', { eventId: 'usr_ann' }, 'event_id is "usr_ann"; allowed is evt_ followed by'],
    ['a claim', { claimId: 'x'.repeat(201) }, 'claim_id has 201 characters; allowed are 0 to 200'],
    [
      'a state',
      { state: 99 as GrantState },
      'state is no state; allowed is one of PENDING, GRANTED, REJECTED',
    ],
    [
      'a time of negative nanoseconds',
      { changedFrom: { seconds: 0n, nanos: -1 } },
      'changed_from is no time; allowed is any time',
    ],
    [
      'a far time',
      { changedBefore: { seconds: 10n ** 15n } },
      'changed_before is no time; allowed is any time',
    ],
    [
      'a span',
      { changedFrom: timestampFromMs(5), changedBefore: timestampFromMs(5) },
      'changed_before is not after changed_from',
    ],
  ])('refuse %s that is none', async (_title, filters, problem) => {
    const [wrong, ...more] = await wrongFields(list(filters))
    expect([wrong?.startsWith(problem), more]).toEqual([true, []])
  })
})
