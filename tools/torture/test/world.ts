import type { Evidence } from '../src/check/invariant.ts'
import type { Entry, OfferedReward, Outcome } from '../src/log/entries.ts'
import { historyOf } from '../src/log/operation-log.ts'
import type { AttemptRow, BookRow, ClaimRow, GrantRow, RefusalRow, StoredRows } from '../src/stores/rows.ts'

export const POINTS = reward('rwd_points', 'POINT', 100, '')
export const BADGE = reward('rwd_badge', 'BADGE', 1, 'torture')
const COUPONS = reward('rwd_coupon', 'COUPON', 2, 'TORTURE')

function reward(
  rewardId: string,
  type: OfferedReward['type'],
  amount: number,
  itemId: string,
): OfferedReward {
  return { rewardId, type, amount, itemId, whenSoldOut: 'REFUSE_CLAIM' }
}

const ACCEPTED = { kind: 'ok', attempt: 1, leftOut: [] } as const
const UNKNOWN: Outcome = { kind: 'unknown', code: 'unavailable', reason: '' }
const refused = (reason: string): Outcome => ({ kind: 'failed', reason })

const id = (eventId: string, userId: string) => `${eventId}:${userId}:once`

/** Ann and Bob meet all conditions, Cid does not. */
const WHO: readonly Entry[] = [
  { type: 'user', userId: 'ann', meetsConditions: true },
  { type: 'user', userId: 'bob', meetsConditions: true },
  { type: 'user', userId: 'cid', meetsConditions: false },
  { type: 'event', eventId: 'plain', hasConditions: false, rewards: [POINTS, BADGE] },
  { type: 'event', eventId: 'few', hasConditions: false, rewards: [{ ...COUPONS, stock: 1 }] },
  {
    type: 'event',
    eventId: 'rest',
    hasConditions: false,
    rewards: [POINTS, { ...COUPONS, stock: 1, whenSoldOut: 'GRANT_THE_REST' }],
  },
  { type: 'event', eventId: 'hard', hasConditions: true, rewards: [POINTS] },
]

const PLAIN = ['rwd_badge', 'rwd_points']

/** What the callers did, in order: each call ends before the next one begins. */
const CALLS: readonly (readonly [userId: string, eventId: string, key: string, outcome: Outcome])[] = [
  ['ann', 'plain', 'k1', UNKNOWN],
  ['ann', 'plain', 'k1', { ...ACCEPTED, claimId: id('plain', 'ann'), rewardIds: PLAIN }],
  ['ann', 'plain', 'k1', { ...ACCEPTED, claimId: id('plain', 'ann'), rewardIds: PLAIN }],
  ['ann', 'plain', '', refused('DUPLICATED_CLAIM')],
  // Bob's first attempt was opened by a call whose answer was lost; its badge was rejected.
  ['bob', 'plain', '', UNKNOWN],
  ['bob', 'plain', 'k2', { ...ACCEPTED, claimId: id('plain', 'bob'), attempt: 2, rewardIds: PLAIN }],
  ['ann', 'few', '', { ...ACCEPTED, claimId: id('few', 'ann'), rewardIds: ['rwd_coupon'] }],
  ['bob', 'few', 'k3', refused('OUT_OF_STOCK')],
  ['bob', 'rest', 'k4', { ...ACCEPTED, claimId: id('rest', 'bob'), rewardIds: ['rwd_coupon', 'rwd_points'] }],
  [
    'ann',
    'rest',
    'k5',
    { ...ACCEPTED, claimId: id('rest', 'ann'), rewardIds: ['rwd_points'], leftOut: ['rwd_coupon'] },
  ],
  ['cid', 'hard', 'k6', refused('CONDITION_NOT_MET')],
  ['ann', 'hard', '', UNKNOWN],
]

function entriesOf(calls: typeof CALLS): Entry[] {
  const said = calls.flatMap(([userId, eventId, key, outcome], no): Entry[] => [
    { type: 'call', no, userId, eventId, at: 10 * no, ...(key !== '' && { key }) },
    { type: 'answer', no, at: 10 * no + 5, outcome },
  ])
  return [...WHO, ...said]
}

function claim(eventId: string, userId: string, more: Partial<ClaimRow>): ClaimRow {
  return {
    id: id(eventId, userId),
    eventId,
    userId,
    state: 'SUCCESS',
    attempt: 1,
    requested: [POINTS, BADGE],
    leftOut: [],
    granted: { rwd_points: 1, rwd_badge: 1 },
    holds: {},
    isFullyGranted: true,
    attempts: [attempt({})],
    ...more,
  }
}

function attempt(more: Partial<AttemptRow>): AttemptRow {
  return { no: 1, state: 'SUCCESS', by: 'somebody', acceptedBy: 'op', ...more }
}

function grant(claimId: string, { rewardId, type, amount, itemId }: OfferedReward, generation = 1): GrantRow {
  const [eventId = '', userId = ''] = claimId.split(':')
  const isBadge = type === 'BADGE'
  const codes = type === 'COUPON' ? [`${claimId} 1`, `${claimId} 2`] : []
  const grantId = `${claimId}:${rewardId}`
  return {
    id: grantId,
    claimId,
    eventId,
    userId,
    reward: { rewardId, type, amount, itemId },
    state: 'GRANTED',
    generation,
    provider: isBadge ? 'outside/final' : 'ledger',
    effect: { reference: isBadge ? `${grantId}#${generation}` : '', codes },
  }
}

/** An entry of the provider's ledger for a badge, under this key. */
function entry(key: string, more: Partial<BookRow> = {}): BookRow {
  const grantId = key.replace(/#\d+$/, '')
  const [eventId = '', userId = ''] = grantId.split(':')
  const { rewardId, type, amount, itemId } = BADGE
  return {
    at: 0,
    key,
    grantId,
    claimId: id(eventId, userId),
    eventId,
    userId,
    rewardId,
    type,
    amount,
    itemId,
    state: 'REJECTED',
    isLost: false,
    ...more,
  }
}

function paid(key: string): BookRow {
  return entry(key, { state: 'GRANTED', effect: { reference: key, codes: [] } })
}

function refusal(eventId: string, userId: string, reason: string, key: string): RefusalRow {
  const names = { id: `${eventId} ${userId} ${reason}`, eventId, userId, reason }
  return { ...names, ...(key !== '' && { idempotencyKey: key }) }
}

const ROWS: StoredRows = {
  claims: [
    claim('plain', 'ann', { attempts: [attempt({ idempotencyKey: 'k1' })] }),
    claim('plain', 'bob', {
      attempt: 2,
      granted: { rwd_points: 1, rwd_badge: 2 },
      attempts: [
        attempt({
          state: 'FAILED',
          reason: 'GRANT_FAILED',
          past: { requested: [POINTS, BADGE], leftOut: [] },
        }),
        attempt({ no: 2, idempotencyKey: 'k2' }),
      ],
    }),
    claim('few', 'ann', {
      requested: [COUPONS],
      granted: { rwd_coupon: 1 },
      holds: { rwd_coupon: 'few:rwd_coupon:0' },
    }),
    claim('rest', 'bob', {
      requested: [POINTS, COUPONS],
      granted: { rwd_points: 1, rwd_coupon: 1 },
      holds: { rwd_coupon: 'rest:rwd_coupon:0' },
      attempts: [attempt({ idempotencyKey: 'k4' })],
    }),
    claim('rest', 'ann', {
      requested: [POINTS],
      leftOut: ['rwd_coupon'],
      granted: { rwd_points: 1 },
      attempts: [attempt({ idempotencyKey: 'k5' })],
    }),
  ],
  refusals: [
    refusal('plain', 'ann', 'DUPLICATED_CLAIM', ''),
    refusal('few', 'bob', 'OUT_OF_STOCK', 'k3'),
    refusal('hard', 'cid', 'CONDITION_NOT_MET', 'k6'),
  ],
  buckets: ['few:ann', 'rest:bob'].map(pair => {
    const eventId = pair.split(':')[0] as string
    const names = { id: `${eventId}:rwd_coupon:0`, eventId, rewardId: 'rwd_coupon' }
    return { ...names, cap: 1, holders: [`${pair}:once#1`] }
  }),
  grants: [
    grant(id('plain', 'ann'), POINTS),
    grant(id('plain', 'ann'), BADGE),
    grant(id('plain', 'bob'), POINTS),
    grant(id('plain', 'bob'), BADGE, 2),
    grant(id('few', 'ann'), COUPONS),
    grant(id('rest', 'bob'), POINTS),
    grant(id('rest', 'bob'), COUPONS),
    grant(id('rest', 'ann'), POINTS),
  ],
  books: [
    paid('plain:ann:once:rwd_badge#1'),
    entry('plain:bob:once:rwd_badge#1'),
    paid('plain:bob:once:rwd_badge#2'),
  ],
}

/** A run that went well. */
export function world(): Evidence {
  return { history: historyOf(entriesOf(CALLS)), rows: ROWS }
}

/** That run with other rows in the stores. */
export function stored(change: (rows: StoredRows) => Partial<StoredRows>): Evidence {
  return { ...world(), rows: { ...ROWS, ...change(ROWS) } }
}

/** That run, in which the call of this number was told something else, under this key. */
export function told(call: number, outcome: Outcome, key = CALLS[call]?.[2] ?? ''): Evidence {
  const calls = CALLS.map((made, no): (typeof CALLS)[number] =>
    no === call ? [made[0], made[1], key, outcome] : made,
  )
  return { ...world(), history: historyOf(entriesOf(calls)) }
}

/** That run with one call more. */
export function alsoTold(...call: (typeof CALLS)[number]): Evidence {
  return { ...world(), history: historyOf(entriesOf([...CALLS, call])) }
}

/** The rows with a change in the one of this id. */
export function changed<T extends { readonly id: string }>(
  rows: readonly T[],
  rowId: string,
  change: Partial<T>,
): T[] {
  if (!rows.some(row => row.id === rowId)) throw new Error(`there is no ${rowId}`)
  return rows.map(row => (row.id === rowId ? { ...row, ...change } : row))
}

/** The rows without the one of this id. */
export function without<T extends { readonly id: string }>(rows: readonly T[], rowId: string): T[] {
  return rows.filter(row => row.id !== rowId)
}

export { ACCEPTED, attempt, claim, entry, grant, PLAIN, paid, refusal, refused, UNKNOWN }
