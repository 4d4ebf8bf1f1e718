import { timestampFromMs, timestampMs } from '@bufbuild/protobuf/wkt'
import { ClaimReason, ClaimState, type HistoryEntry } from '@rewards/contracts/event'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ending, times } from './claim-answers.ts'
import { until } from './claim-until.ts'
import {
  activeEvent,
  type ClaimWorld,
  claimWorld,
  conditional,
  type EventProcess,
  idOf,
} from './claim-world.ts'
import { refusalOf } from './event-world.ts'

/** Three events with the same seven users; who of them succeeded, failed and is open depends on the name alone. */
const USERS = times(7, i => `usr_${i}`)
let world: ClaimWorld
let here: EventProcess
let auditor: { token: string }
let events: string[]

beforeAll(async () => {
  world = await claimWorld()
  here = await world.start({ sweepEveryMs: 3_600_000 })
  auditor = await world.auth.caller('usr_auditor', 'AUDITOR')
  world.rewards.script = ({ userId }) => {
    if (userId === 'usr_0' || userId === 'usr_1') return 'reject'
    return userId === 'usr_2' ? 'none' : 'grant'
  }
  events = []
  for (const _ of times(3, i => i)) events.push(await activeEvent(world, here))
  for (const eventId of events)
    for (const user of USERS) {
      await claim(eventId, user)
      await until('it has come to its end', async () => {
        const state = (await world.stored.claims.get(idOf(eventId, user)))?.value.state
        return user === 'usr_2' || state === 'SUCCESS' || state === 'FAILED'
      })
    }
})
afterAll(() => world.close())

const claim = async (eventId: string, userId: string, idempotencyKey = '') =>
  ending(here.claims.claimReward({ eventId, idempotencyKey }, await world.auth.caller(userId)))

interface Page<T> {
  readonly items: readonly T[]
  readonly nextPageToken: string
}

/** All pages of a list; fails when a list has no end. */
async function all<T>(page: (pageToken: string) => Promise<Page<T>>): Promise<T[]> {
  const found: T[] = []
  let token = ''
  for (let pages = 0; pages < 200; pages++) {
    const { items, nextPageToken } = await page(token)
    found.push(...items)
    if (nextPageToken === '') return found
    token = nextPageToken
  }
  throw new Error('the list has no end')
}

type ClaimFilter = Omit<Parameters<EventProcess['claims']['listClaims']>[0], '$typeName' | '$unknown'>

const listClaims = (filter: ClaimFilter, pageSize = 4) =>
  all(async pageToken => {
    const { claims, nextPageToken } = await here.claims.listClaims(
      { ...filter, pageSize, pageToken },
      auditor,
    )
    expect(claims.length).toBeLessThanOrEqual(pageSize)
    return { items: claims, nextPageToken }
  })

const pairs = (claims: readonly { eventId: string; userId: string }[]) =>
  claims
    .map(({ eventId, userId }) => `${events.indexOf(eventId)}/${userId}`)
    .toSorted((a, b) => a.localeCompare(b))

const everyPair = (keep: (event: number, user: string) => boolean) =>
  events.flatMap((_, i) => USERS.filter(user => keep(i, user)).map(user => `${i}/${user}`))

describe('ListClaims', () => {
  test.each<[string, () => ClaimFilter, (event: number, user: string) => boolean]>([
    ['everything', () => ({}), () => true],
    ['of one event', () => ({ eventId: events[1] as string }), event => event === 1],
    ['of one user', () => ({ userId: 'usr_4' }), (_, user) => user === 'usr_4'],
    [
      'of one user at one event',
      () => ({ userId: 'usr_4', eventId: events[2] as string }),
      (e, u) => e === 2 && u === 'usr_4',
    ],
    ['that succeeded', () => ({ state: ClaimState.SUCCESS }), (_, user) => user > 'usr_2'],
    ['that are open', () => ({ state: ClaimState.REQUESTED }), (_, user) => user === 'usr_2'],
    [
      'that failed at one event',
      () => ({ state: ClaimState.FAILED, eventId: events[0] as string }),
      (e, u) => e === 0 && u < 'usr_2',
    ],
    ['that failed for a reason', () => ({ reason: ClaimReason.GRANT_FAILED }), (_, user) => user < 'usr_2'],
    ['that failed for a reason which none has', () => ({ reason: ClaimReason.OUT_OF_STOCK }), () => false],
    ['changed before the epoch', () => ({ changedBefore: timestampFromMs(0) }), () => false],
    [
      'changed since yesterday',
      () => ({ changedFrom: timestampFromMs(Date.now() - 86_400_000) }),
      () => true,
    ],
  ])(
    '%s: each of them once, the latest change first, whatever the size of a page',
    async (_, filter, keep) => {
      for (const pageSize of [1, 4, 200]) {
        const found = await listClaims(filter(), pageSize)
        expect(pairs(found)).toEqual(everyPair(keep))
        const changes = found.map(({ changedAt }) => (changedAt ? timestampMs(changedAt) : 0))
        expect(changes).toEqual(changes.toSorted((a, b) => b - a))
      }
    },
  )

  test('a range of time takes its start and leaves its end', async () => {
    const [, second] = await listClaims({})
    if (!second?.changedAt) throw new Error('there is no second claim')
    const [from, before] = [second.changedAt, timestampFromMs(timestampMs(second.changedAt) + 1)]
    const inside = await listClaims({ changedFrom: from, changedBefore: before })
    expect(inside.map(({ claimId }) => claimId)).toContain(second.claimId)
    const outside = await listClaims({ changedBefore: from })
    expect(outside.map(({ claimId }) => claimId)).not.toContain(second.claimId)
  })
})

describe('ListMyClaims', () => {
  test('are the caller’s own, of one state where asked', async () => {
    const caller = await world.auth.caller('usr_0')
    const mine = await all(async pageToken => {
      const { claims, nextPageToken } = await here.claims.listMyClaims({ pageSize: 2, pageToken }, caller)
      return { items: claims, nextPageToken }
    })
    expect(pairs(mine)).toEqual(everyPair((_, user) => user === 'usr_0'))
    const none = await here.claims.listMyClaims({ state: ClaimState.SUCCESS }, caller)
    expect(none.claims).toEqual([])
  })
})

describe('refusals and history', () => {
  let eventId: string
  /** The reasons in the order in which they came about. */
  const decided = [
    'CONDITION_NOT_MET',
    'attempt 1',
    'DUPLICATED_CLAIM',
    'DUPLICATED_CLAIM',
    'attempt 2',
    'DUPLICATED_CLAIM',
  ]

  beforeAll(async () => {
    eventId = await activeEvent(world, here, conditional)
    const tick = async () => {
      const now = Date.now()
      await until('a millisecond has passed', () => Date.now() > now)
    }
    const claimNow = async (key = '') => {
      await tick()
      await claim(eventId, 'usr_0', key)
    }
    world.conditions.script.met = false
    await claimNow('early')
    world.conditions.script.met = true
    world.rewards.script = () => 'none'
    await claimNow('good')
    await claimNow()
    await claimNow('twice')
    world.rewards.script = () => 'reject'
    await world.rewards.answerFor(idOf(eventId, 'usr_0'))
    await until(
      'it failed',
      async () => (await world.stored.claim(idOf(eventId, 'usr_0'))).value.state === 'FAILED',
    )
    world.rewards.script = () => 'none'
    await claimNow()
    await claimNow()
    await claim(eventId, 'usr_1')
    await claim(eventId, 'usr_1')
  })

  const reasonName = (reason: ClaimReason = ClaimReason.UNSPECIFIED) =>
    Object.entries(ClaimReason).find(([, value]) => value === reason)?.[0]

  const words = (entries: readonly HistoryEntry[]) =>
    entries.map(({ entry }) =>
      entry.case === 'attempt' ? `attempt ${entry.value.attempt}` : reasonName(entry.value?.reason),
    )

  const history = (userId: string, caller: { token: string }, pageSize: number) =>
    all(async pageToken => {
      const request = { eventId, userId, pageSize, pageToken }
      const { entries, nextPageToken } = await here.claims.getClaimHistory(request, caller)
      return { items: entries, nextPageToken }
    })

  test.each([1, 2, 3, 5, 6, 7, 200])(
    'attempts and refusals are merged, the latest first, in pages of %d',
    async size => {
      const caller = await world.auth.caller('usr_0')
      expect(words(await history('', caller, size))).toEqual(decided.toReversed())
      expect(words(await history('usr_0', auditor, size))).toEqual(decided.toReversed())
    },
  )

  test.each([1, 2, 3, 4])('a history of refusals alone is whole too, in pages of %d', async size => {
    const event = await activeEvent(world, here, { startsAt: timestampFromMs(Date.now() + 3_600_000) })
    for (const _ of times(3, i => i)) await claim(event, 'usr_5')
    const found = await all(async pageToken => {
      const request = { eventId: event, userId: 'usr_5', pageSize: size, pageToken }
      const { entries, nextPageToken } = await here.claims.getClaimHistory(request, auditor)
      return { items: entries, nextPageToken }
    })
    expect(words(found)).toEqual(Array(3).fill('EVENT_STATUS'))
  })

  test('an attempt says by whom, under which key, and how it ended', async () => {
    const entries = await history('usr_0', auditor, 200)
    const first = entries.flatMap(({ entry }) =>
      entry.case === 'attempt' && entry.value.attempt === 1 ? [entry.value] : [],
    )
    expect(first).toMatchObject([
      {
        state: ClaimState.FAILED,
        reason: ClaimReason.GRANT_FAILED,
        requestedBy: 'usr_0',
        idempotencyKey: 'good',
      },
    ])
    expect(first[0]?.resolvedAt).toBeDefined()
  })

  test('another user’s history is for those who may read claims', async () => {
    const error = await refusalOf(history('usr_0', await world.auth.caller('usr_1'), 5))
    expect(error).toMatchObject({ kind: 'permission_denied', reason: 'PERMISSION_DENIED' })
    expect(await history('', await world.auth.caller('usr_stranger'), 5)).toEqual([])
  })

  test.each<[string, () => object, number]>([
    ['of the event', () => ({ eventId }), 5],
    ['of a user', () => ({ eventId, userId: 'usr_1' }), 1],
    ['for a reason', () => ({ eventId, reason: ClaimReason.DUPLICATED_CLAIM }), 4],
    ['for a reason alone', () => ({ reason: ClaimReason.CONDITION_NOT_MET }), 1],
    ['of a user for a reason', () => ({ userId: 'usr_0', reason: ClaimReason.CONDITION_NOT_MET }), 1],
    ['before they were made', () => ({ eventId, refusedBefore: timestampFromMs(Date.now() - 3_600_000) }), 0],
    ['since an hour', () => ({ eventId, refusedFrom: timestampFromMs(Date.now() - 3_600_000) }), 5],
  ])('refusals %s are listed once each, the latest first', async (_, filter, count) => {
    const asked = filter()
    for (const pageSize of [1, 2, 200]) {
      const found = await all(async pageToken => {
        const { refusals, nextPageToken } = await here.claims.listRefusals(
          { ...asked, pageSize, pageToken },
          auditor,
        )
        return { items: refusals, nextPageToken }
      })
      expect(new Set(found.map(({ refusalId }) => refusalId)).size).toBe(count)
      expect(found).toHaveLength(count)
    }
  })
})

describe('who may see, and what is no question', () => {
  test('one’s own claim, or anyone’s with the permission; for others it is not there', async () => {
    const claimId = idOf(events[0] as string, 'usr_3')
    const see = async (userId: string, role: 'USER' | 'AUDITOR' | 'OPERATOR' | 'ADMIN' | 'SERVICE') =>
      here.claims.getClaim({ claimId }, await world.auth.caller(userId, role))
    for (const [user, role] of [
      ['usr_3', 'USER'],
      ['usr_x', 'AUDITOR'],
      ['usr_x', 'OPERATOR'],
      ['usr_x', 'ADMIN'],
    ] as const)
      expect((await see(user, role)).claim?.claimId).toBe(claimId)
    for (const role of ['USER', 'SERVICE'] as const)
      expect(await refusalOf(see('usr_4', role))).toMatchObject({
        kind: 'not_found',
        reason: 'CLAIM_NOT_FOUND',
      })
  })

  test.each(['', ' ', 'evt_a:usr_b:once', 'x'.repeat(600), `${'x'.repeat(511)}😀`, '\u0000', '__proto__'])(
    'the claim %j is not there',
    async claimId => {
      const error = await refusalOf(here.claims.getClaim({ claimId }, auditor))
      expect(error).toMatchObject({ kind: 'not_found', reason: 'CLAIM_NOT_FOUND' })
    },
  )

  test('a page token is good for its list and filter alone', async () => {
    const page = await here.claims.listClaims({ pageSize: 2 }, auditor)
    const { nextPageToken: pageToken } = page
    expect(pageToken).not.toBe('')
    const others = [
      here.claims.listClaims({ state: ClaimState.FAILED, pageToken }, auditor),
      here.claims.listClaims({ eventId: events[0] as string, pageToken }, auditor),
      here.claims.listClaims({ changedFrom: timestampFromMs(1), pageToken }, auditor),
      here.claims.listMyClaims({ pageToken }, auditor),
      here.claims.listRefusals({ pageToken }, auditor),
      here.claims.getClaimHistory({ eventId: events[0] as string, pageToken }, auditor),
      here.claims.listClaims({ pageToken: pageToken.slice(0, -4) }, auditor),
      here.claims.listClaims({ pageToken: 'nonsense' }, auditor),
      here.claims.listClaims({ pageToken: 'x'.repeat(5_000) }, auditor),
    ]
    for (const other of others)
      expect(await refusalOf(other)).toMatchObject({ kind: 'invalid_argument', reason: 'INVALID_PAGE_TOKEN' })
    expect((await here.claims.listClaims({ pageSize: 2, pageToken }, auditor)).claims).toHaveLength(2)
  })

  test('a token of one user’s list shows another user nothing of it', async () => {
    const mine = await here.claims.listMyClaims({ pageSize: 1 }, await world.auth.caller('usr_3'))
    const stolen = here.claims.listMyClaims(
      { pageToken: mine.nextPageToken },
      await world.auth.caller('usr_4'),
    )
    expect(await refusalOf(stolen)).toMatchObject({ reason: 'INVALID_PAGE_TOKEN' })
  })

  test('a token whose position was tampered with is refused', async () => {
    const { nextPageToken } = await here.claims.listClaims({ pageSize: 2 }, auditor)
    const [print, ...position] = JSON.parse(Buffer.from(nextPageToken, 'base64url').toString())
    const forged = (...parts: unknown[]) =>
      Buffer.from(JSON.stringify([print, ...parts])).toString('base64url')
    for (const token of [
      forged(),
      forged(1),
      forged('a', 'b', 'c'),
      forged(...position, 1),
      forged({}, null),
      forged(true, true),
    ]) {
      const error = await refusalOf(here.claims.listClaims({ pageSize: 2, pageToken: token }, auditor))
      expect(error.reason, Buffer.from(token, 'base64url').toString()).toBe('INVALID_PAGE_TOKEN')
    }
  })

  test.each<[string, () => Promise<unknown>, string[]]>([
    ['a page too large', () => here.claims.listClaims({ pageSize: 201 }, auditor), ['page_size']],
    ['a page below nothing', () => here.claims.listRefusals({ pageSize: -1 }, auditor), ['page_size']],
    [
      'ids of another kind',
      () => here.claims.listClaims({ eventId: 'usr_a', userId: 'evt_a' }, auditor),
      ['event_id', 'user_id'],
    ],
    ['an unknown state', () => here.claims.listClaims({ state: 9 as ClaimState }, auditor), ['state']],
    [
      'an unknown state of one’s own',
      () => here.claims.listMyClaims({ state: 9 as ClaimState }, auditor),
      ['state'],
    ],
    ['an unknown reason', () => here.claims.listRefusals({ reason: 99 as ClaimReason }, auditor), ['reason']],
    ['a history of no event', () => here.claims.getClaimHistory({ eventId: '' }, auditor), ['event_id']],
    [
      'a time that is none',
      () => here.claims.listClaims({ changedFrom: { seconds: 0n, nanos: 10 ** 9 } }, auditor),
      ['changed_from'],
    ],
    [
      'a claim to no event, under a long key',
      () => here.claims.claimReward({ eventId: 'x', idempotencyKey: 'k'.repeat(101) }, auditor),
      ['event_id', 'idempotency_key'],
    ],
  ])('%s is refused, naming the field', async (_, call, fields) => {
    const error = await refusalOf(call())
    expect(error).toMatchObject({ kind: 'invalid_argument', reason: 'INVALID_FIELDS' })
    expect(error.violations.map(({ field }) => field)).toEqual(fields)
  })
})
