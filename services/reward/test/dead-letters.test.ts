import { create } from '@bufbuild/protobuf'
import { type BrokerForTests, brokerForTests } from '@rewards/broker/for-tests'
import { AuditFilterSchema } from '@rewards/contracts/ops'
import type { RewardType } from '@rewards/contracts/reward'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { message, newClaimId, oddMessage, refusal, request } from './builders.ts'
import { type EventSide, eventSide, until } from './event-side.ts'
import { type Running, runReward } from './running-reward.ts'

let broker: BrokerForTests
let reward: Running
let side: EventSide
let admin: { token: string }

beforeAll(async () => {
  broker = await brokerForTests(process.env)
  reward = await runReward({ natsUrl: broker.url })
  side = await eventSide(broker.url)
  await side.ready()
  admin = await reward.as('ADMIN', 'usr_root')
})
afterAll(async () => {
  await side.close()
  await reward.close()
  await broker.stop()
})

const letters = async () => (await reward.deadLetters.listDeadLetters({ pageSize: 200 }, admin)).deadLetters

/** The dead letter that this wants, once it is there. */
async function letterOf(wanted: { documentId?: string; error?: RegExp }) {
  const find = async () =>
    (await letters()).find(
      ({ documentId, error }) =>
        documentId === (wanted.documentId ?? '') && (wanted.error?.test(error) ?? true),
    )
  await until('the dead letter', async () => (await find()) !== undefined)
  const letter = await find()
  if (!letter) throw new Error('the dead letter went away')
  return letter
}

describe('a message that can never be handled', () => {
  it.each<[string, Parameters<typeof oddMessage>[0], string]>([
    ['of no attempt', { attempt: 0 }, 'attempt is 0; allowed is 1 to 2147483647'],
    ['without rewards', { rewards: [] }, 'rewards has 0 items; allowed are 1 to 20'],
    ['without a user', { userId: '' }, 'user_id is missing; allowed is a kind_ followed by a-z'],
    [
      'with a reward of a type that nobody knows',
      { rewards: [{ rewardId: 'rwd_a', type: 9 as RewardType, amount: 1n }] },
      'rewards[0].type is "9"; allowed is one of POINT, COUPON, BADGE',
    ],
    [
      'with a reward of no type',
      { rewards: [{ rewardId: 'rwd_a', amount: 1n }] },
      'rewards[0].type is missing; allowed is one of POINT, COUPON, BADGE',
    ],
    [
      'with more points than there may be',
      { rewards: [{ rewardId: 'rwd_a', type: 1, amount: 2n ** 63n - 1n }] },
      'rewards[0].amount is 9223372036854775807; allowed is 1 to 1000000000000',
    ],
  ])('%s becomes a dead letter that says why, and grants nothing', async (_title, parts, problem) => {
    const claimId = newClaimId()
    side.ask(oddMessage({ claimId, ...parts }))
    const { error, consumer, count } = await letterOf({ documentId: claimId })
    expect([error.startsWith(problem), consumer, count]).toEqual([true, 'reward_claim_requested', 1])
    expect((await reward.grants.listGrants({ claimId }, admin)).grants).toEqual([])
  })

  it('that names no claim, or is of another type, becomes one too', async () => {
    side.ask(oddMessage({ claimId: '' }))
    side.sendGarbage('no request at all')
    await letterOf({ error: /^the message names no document$/ })
    const { deadLetterId } = await letterOf({ error: /^the message is a google\.protobuf\.StringValue/ })
    const { deadLetter } = await reward.deadLetters.getDeadLetter({ deadLetterId }, admin)
    expect(deadLetter?.bodyJson).toBe('')
    expect(Buffer.from(deadLetter?.payload ?? []).toString()).toContain('no request at all')
  })

  it('does not hold up the others', async () => {
    const good = Array.from({ length: 50 }, () => message(request()))
    for (const each of good) {
      side.ask(oddMessage({ claimId: newClaimId(), attempt: -1 }))
      side.ask(each)
    }
    await until('all answers', () => good.every(({ claimId }) => side.heardOf(claimId).length > 0))
    expect(good.every(({ claimId }) => side.heardOf(claimId)[0]?.type === 'granted')).toBe(true)
  })
})

describe('dead letters', () => {
  it('are listed the latest first, page by page, without their bodies', async () => {
    const ids = Array.from({ length: 5 }, () => newClaimId())
    for (const claimId of ids) {
      side.ask(oddMessage({ claimId, attempt: 0 }))
      await letterOf({ documentId: claimId })
    }
    const first = await reward.deadLetters.listDeadLetters({ pageSize: 3 }, admin)
    const { nextPageToken: pageToken } = first
    const second = await reward.deadLetters.listDeadLetters({ pageSize: 2, pageToken }, admin)
    const listed = [...first.deadLetters, ...second.deadLetters]
    expect(listed.map(({ documentId }) => documentId)).toEqual(ids.toReversed())
    expect(listed.every(({ bodyJson, payload }) => bodyJson === '' && payload.length === 0)).toBe(true)
  })

  it('are shown whole: the message as JSON and as it came', async () => {
    const claimId = newClaimId()
    side.ask(oddMessage({ claimId, attempt: 0, userId: 'usr_shown' }))
    const { deadLetterId } = await letterOf({ documentId: claimId })
    const { deadLetter } = await reward.deadLetters.getDeadLetter({ deadLetterId }, admin)
    expect(JSON.parse(deadLetter?.bodyJson ?? '')).toMatchObject({ claimId, userId: 'usr_shown' })
    expect(deadLetter?.payload.length).toBeGreaterThan(0)
    expect(deadLetter).toMatchObject({ subject: 'reward.claim.requested', documentId: claimId })
  })

  it('stay, and count, when a replay fails', async () => {
    const claimId = newClaimId()
    side.ask(oddMessage({ claimId, attempt: 0 }))
    const { deadLetterId } = await letterOf({ documentId: claimId })
    expect(await refusal(reward.deadLetters.replayDeadLetter({ deadLetterId }, admin))).toMatchObject({
      kind: 'failed_precondition',
      reason: 'REPLAY_FAILED',
      message: 'the message failed again and is kept: attempt is 0; allowed is 1 to 2147483647',
      metadata: { deadLetterId },
    })
    expect(await letterOf({ documentId: claimId })).toMatchObject({ count: 2 })
  })

  it('leave an entry of the audit when they are replayed, and none when their consumer gives up', async () => {
    const claimId = newClaimId()
    side.ask(oddMessage({ claimId, attempt: 0 }))
    const { deadLetterId } = await letterOf({ documentId: claimId })
    await refusal(reward.deadLetters.replayDeadLetter({ deadLetterId }, admin))
    const filter = create(AuditFilterSchema, { targetId: deadLetterId })
    const entries = async () => (await reward.audit.listAuditEntries({ filter }, admin)).entries
    await until('the entry', async () => (await entries()).length > 0)
    expect(await entries()).toMatchObject([
      { actorId: 'usr_root', targetKind: 'dead letter', before: { count: '1' }, after: { count: '2' } },
    ])
  })

  it.each(['dl_none', '', `dl_${'0'.repeat(32)}`, 'x'.repeat(5_000)])(
    'that are not there: %j',
    async deadLetterId => {
      const { getDeadLetter, replayDeadLetter } = reward.deadLetters
      for (const call of [getDeadLetter({ deadLetterId }, admin), replayDeadLetter({ deadLetterId }, admin)])
        expect(await refusal(call)).toMatchObject({ kind: 'not_found', reason: 'DEAD_LETTER_NOT_FOUND' })
    },
  )

  it('refuse a page size and a token that are not theirs', async () => {
    const list = (request: object) => refusal(reward.deadLetters.listDeadLetters(request, admin))
    expect(await list({ pageSize: 201 })).toMatchObject({ reason: 'INVALID_FIELDS' })
    expect(await list({ pageToken: 'nonsense' })).toMatchObject({ reason: 'INVALID_PAGE_TOKEN' })
  })
})
