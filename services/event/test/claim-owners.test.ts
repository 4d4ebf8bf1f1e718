import { ClaimService, ClaimState } from '@rewards/contracts/event'
import { RewardsError } from '@rewards/errors'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { refusalOf } from './event-world.ts'
import { type OwnedClaims, ownedClaims } from './owned-claims.ts'
import { tokenOf } from './scoped-tokens.ts'

let world: OwnedClaims
/** The events of a team, of another team, and of the whole system; at each of them the claims of the same users failed. */
let teams: string
let others: string
let systems: string
const USERS = ['usr_0', 'usr_1', 'usr_2'] as const
const claimAt = (eventId: string, userId = 'usr_0') => `${eventId}:${userId}:once`

beforeAll(async () => {
  world = await ownedClaims()
  teams = await world.event('team', 'grp_team')
  others = await world.event('other', 'grp_other')
  systems = await world.event('system', '')
  for (const userId of USERS)
    for (const eventId of [teams, others, systems]) await world.failed(eventId, userId)
})
afterAll(() => world[Symbol.asyncDispose]())

const everywhere = tokenOf('usr_chief', 'OPERATOR')
/** Where people stand to the group that owns the event: an organisation, its team, the team's crew; and another team. */
const CALLERS = {
  everywhere,
  above: tokenOf('usr_above', 'OPERATOR', ['grp_org']),
  inside: tokenOf('usr_inside', 'OPERATOR', ['grp_team']),
  below: tokenOf('usr_below', 'OPERATOR', ['grp_crew']),
  beside: tokenOf('usr_beside', 'OPERATOR', ['grp_other']),
  'an auditor inside': tokenOf('usr_auditor', 'AUDITOR', ['grp_team']),
  'a player': tokenOf('usr_player', 'USER'),
} as const
type Place = keyof typeof CALLERS
const REACH: readonly Place[] = ['everywhere', 'above', 'inside', 'an auditor inside']

function absentUnless(found: boolean): void {
  if (!found) throw new RewardsError('not_found', 'ABSENT', '')
}

/** Everything that can be asked of the claims at an event, by method. Each says so when what is asked for is not there. */
const ASKED: Record<keyof typeof ClaimService.method, (eventId: string, place: Place) => Promise<unknown>> = {
  claimReward: (eventId, place) =>
    world.claims.claimReward({ eventId, idempotencyKey: 'mine' }, CALLERS[place]),
  getClaim: (eventId, place) => world.claims.getClaim({ claimId: claimAt(eventId) }, CALLERS[place]),
  async watchClaim(eventId, place) {
    for await (const _ of world.claims.watchClaim({ claimId: claimAt(eventId) }, CALLERS[place])) return
  },
  listMyClaims: (_, place) => world.claims.listMyClaims({}, CALLERS[place]),
  async listClaims(eventId, place) {
    const { claims } = await world.claims.listClaims({}, CALLERS[place])
    absentUnless(claims.some(claim => claim.eventId === eventId))
  },
  async listRefusals(eventId, place) {
    const { refusals } = await world.claims.listRefusals({}, CALLERS[place])
    absentUnless(refusals.some(refusal => refusal.eventId === eventId))
  },
  async getClaimHistory(eventId, place) {
    const { entries } = await world.claims.getClaimHistory({ eventId, userId: 'usr_0' }, CALLERS[place])
    absentUnless(entries.length > 0)
  },
  retryClaim: (eventId, place) =>
    world.claims.retryClaim({ claimId: claimAt(eventId), failedAttempt: 99 }, CALLERS[place]),
}
type Method = keyof typeof ASKED
const METHODS = Object.keys(ClaimService.method) as Method[]
const OWN: readonly Method[] = ['claimReward', 'listMyClaims']

/** What is not there, in each method's own words. */
const NOT_THERE: Partial<Record<Method, string>> = {
  getClaim: 'CLAIM_NOT_FOUND',
  watchClaim: 'CLAIM_NOT_FOUND',
  retryClaim: 'CLAIM_NOT_FOUND',
}

function wanted(method: Method, place: Place): string {
  if (OWN.includes(method)) return 'done'
  if (place === 'a player')
    return ['getClaim', 'watchClaim'].includes(method) ? 'CLAIM_NOT_FOUND' : 'PERMISSION_DENIED'
  if (method === 'retryClaim' && place === 'an auditor inside') return 'PERMISSION_DENIED'
  if (!REACH.includes(place)) return NOT_THERE[method] ?? 'ABSENT'
  return method === 'retryClaim' ? 'ATTEMPT_MISMATCH' : 'done'
}

async function outcome(asked: Promise<unknown>): Promise<string> {
  return asked.then(
    () => 'done',
    (error: unknown) => (error instanceof RewardsError ? error.reason : Promise.reject(error)),
  )
}

describe.each(METHODS)('%s at an event that a group owns', method => {
  test.each(Object.keys(CALLERS) as Place[])('by a caller who is: %s', async place => {
    expect(await outcome(ASKED[method](teams, place))).toBe(wanted(method, place))
  })

  test.each(['below', 'beside'] as const)('tells who is %s no more than of what nobody has', async place => {
    if (OWN.includes(method)) return
    const nothing = 'evt_nothing'
    const { kind, reason, message } = await refusalOf(ASKED[method](teams, place))
    const unknown = await refusalOf(ASKED[method](nothing, place))
    expect({ kind, reason, message: message.replace(teams, nothing) }).toEqual({
      kind: unknown.kind,
      reason: unknown.reason,
      message: unknown.message,
    })
  })

  test('at an event of the whole system, by operators of groups: as at one that is not there', async () => {
    if (OWN.includes(method)) return
    expect(await outcome(ASKED[method](systems, 'above'))).toBe(NOT_THERE[method] ?? 'ABSENT')
    expect(await outcome(ASKED[method](systems, 'everywhere'))).not.toBe(NOT_THERE[method] ?? 'ABSENT')
  })
})

type Filter = Parameters<OwnedClaims['claims']['listClaims']>[0]

/** All pages of a list of claims: `event/user`, and every page token on the way. */
async function walk(filter: Filter, caller: { token: string }, pageSize = 2) {
  const found: string[] = []
  const tokens: string[] = []
  for (let pageToken = ''; ; pageToken = tokens.at(-1) ?? '') {
    const page = await world.claims.listClaims({ ...filter, pageSize, pageToken }, caller)
    found.push(...page.claims.map(({ eventId, userId }) => `${eventId}/${userId}`))
    if (page.nextPageToken === '') return { found, tokens }
    tokens.push(page.nextPageToken)
  }
}

const latestFirst = (eventId: string) => USERS.map(userId => `${eventId}/${userId}`).toReversed()

describe('lists within groups', () => {
  const inside = tokenOf('usr_reader', 'AUDITOR', ['grp_team'])
  /** More groups than are read side by side. */
  const ofMany = tokenOf('usr_many', 'AUDITOR', ['grp_company', 'grp_team'])
  const ways = [
    ['few groups', inside],
    ['many groups', ofMany],
  ] as const

  test.each(ways)(
    'of %s: their events’ claims alone, each once, the latest change first',
    async (_, caller) => {
      for (const pageSize of [1, 2, 50]) {
        const { found } = await walk({ state: ClaimState.FAILED }, caller, pageSize)
        expect(found).toEqual(latestFirst(teams))
      }
    },
  )

  test.each(ways)('of %s: by event, by user, by both', async (_, caller) => {
    const failed = { state: ClaimState.FAILED }
    expect((await walk({ ...failed, eventId: teams }, caller)).found).toEqual(latestFirst(teams))
    expect((await walk({ ...failed, userId: 'usr_1' }, caller)).found).toEqual([`${teams}/usr_1`])
    expect((await walk({ ...failed, userId: 'usr_1', eventId: teams }, caller)).found).toHaveLength(1)
    expect((await walk({ ...failed, userId: 'usr_1', eventId: others }, caller)).found).toEqual([])
  })

  test.each(ways)('of %s: no page token tells of an event beside', async (_, caller) => {
    for (const filter of [{}, { userId: 'usr_1' }, { userId: 'usr_1', eventId: teams }]) {
      const { tokens } = await walk(filter, caller, 1)
      const told = tokens.map(token => Buffer.from(token, 'base64url').toString())
      expect(told.filter(text => text.includes(others) || text.includes(systems))).toEqual([])
    }
  })

  test('an event beside answers as one that is not there: one empty page, without a token', async () => {
    for (const eventId of [others, systems, 'evt_nothing']) {
      const claims = await world.claims.listClaims({ eventId, pageSize: 1 }, inside)
      expect(claims).toMatchObject({ claims: [], nextPageToken: '' })
      const refusals = await world.claims.listRefusals({ eventId, pageSize: 1 }, inside)
      expect(refusals).toMatchObject({ refusals: [], nextPageToken: '' })
    }
  })

  test.each(ways)('of %s: refusals too', async (_, caller) => {
    for (const filter of [{}, { userId: 'usr_1' }, { userId: 'usr_1', eventId: teams }]) {
      const { refusals } = await world.claims.listRefusals(filter, caller)
      const wantedUsers = 'userId' in filter ? ['usr_1'] : USERS.toReversed()
      expect(refusals.map(({ eventId, userId }) => `${eventId}/${userId}`)).toEqual(
        wantedUsers.map(userId => `${teams}/${userId}`),
      )
    }
  })
})

describe('the claims of an event that is moved', () => {
  test('follow it at once, also for whoever watches them', async () => {
    const eventId = await world.event('moving', 'grp_team')
    const claimId = await world.failed(eventId, 'usr_0')
    const leaving = new AbortController()
    const seen = world.claims.watchClaim(
      { claimId, afterRev: 99 },
      { ...CALLERS.inside, signal: leaving.signal },
    )
    const watching = (async () => {
      for await (const _ of seen) break
    })()
    const { event } = await world.events.getEvent({ eventId }, everywhere)
    const move = { eventId, expectedRevision: event?.revision ?? 0, ownerGroupId: 'grp_other' }
    await world.events.moveEvent(move, everywhere)
    expect(await refusalOf(watching)).toMatchObject({ reason: 'CLAIM_NOT_FOUND' })
    for (const method of [
      'getClaim',
      'getClaimHistory',
      'retryClaim',
      'listClaims',
      'listRefusals',
    ] as const) {
      expect(await outcome(ASKED[method](eventId, 'inside'))).toBe(NOT_THERE[method] ?? 'ABSENT')
      expect(await outcome(ASKED[method](eventId, 'beside'))).toBe(
        method === 'retryClaim' ? 'ATTEMPT_MISMATCH' : 'done',
      )
    }
  })
})

test('what users may do with their own does not depend on groups: a player claims, sees and watches', async () => {
  const player = tokenOf('usr_free', 'USER')
  const { claimId } = await world.claims.claimReward({ eventId: others }, player)
  expect((await world.claims.getClaim({ claimId }, player)).claim?.userId).toBe('usr_free')
  expect((await world.claims.listMyClaims({}, player)).claims.map(claim => claim.claimId)).toEqual([claimId])
  expect((await world.claims.getClaimHistory({ eventId: others }, player)).entries).toHaveLength(1)
})

test('an operator of a group retries a claim of its event', async () => {
  const claimId = await world.failed(teams, 'usr_again')
  const { claim } = await world.claims.retryClaim({ claimId, failedAttempt: 1 }, CALLERS.inside)
  expect(claim).toMatchObject({ attempt: 2, state: ClaimState.REQUESTED })
})
