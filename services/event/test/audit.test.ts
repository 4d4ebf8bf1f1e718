import { create } from '@bufbuild/protobuf'
import { EventStatus } from '@rewards/contracts/event'
import { type AuditEntry, AuditFilterSchema, AuditOutcome } from '@rewards/contracts/ops'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from './claim-until.ts'
import { activeEvent, type ClaimWorld, claimWorld, type EventProcess, idOf, points } from './claim-world.ts'

let world: ClaimWorld
let here: EventProcess
let operator: { token: string }
let auditor: { token: string }
beforeAll(async () => {
  world = await claimWorld()
  here = await world.start()
  operator = await world.auth.caller('usr_operator', 'OPERATOR')
  auditor = await world.auth.caller('usr_auditor', 'AUDITOR')
})
afterAll(() => world.close())

/** What the audit tells of a target, the first first, once there are so many entries. */
async function entriesOf(targetId: string, count: number): Promise<readonly AuditEntry[]> {
  const filter = create(AuditFilterSchema, { targetId })
  const list = async () => (await here.audit.listAuditEntries({ filter }, auditor)).entries
  await until(`${count} entries about ${targetId}`, async () => (await list()).length >= count)
  return (await list()).toReversed()
}

test('each change of an event is told with who made it, by what, and what it changed', async () => {
  const eventId = await activeEvent(world, here, { rewards: [points('rwd_a', { stock: 3 })] })
  const raised = points('rwd_a', { stock: 5 })
  await here.events.updateReward({ eventId, expectedRevision: 2, reward: raised }, operator)
  const entries = await entriesOf(eventId, 3)
  expect(entries.map(({ action }) => action.split('/')[1])).toEqual([
    'CreateEvent',
    'ChangeEventStatus',
    'UpdateReward',
  ])
  expect(
    entries.every(({ actorId, targetKind }) => actorId === 'usr_operator' && targetKind === 'event'),
  ).toBe(true)
  expect(entries[0]).toMatchObject({ before: {}, after: { name: 'Spring', status: 'READY' } })
  expect(entries[1]).toMatchObject({ before: { status: 'READY' }, after: { status: 'ACTIVE' } })
  expect(entries[2]?.before).toEqual({ rwd_a: 'Points: 10 POINT, stock 3, REFUSE_CLAIM' })
  expect(entries[2]?.after).toEqual({ rwd_a: 'Points: 10 POINT, stock 5, REFUSE_CLAIM' })
})

test('a repeat of a change, and a change that is refused, leave no entry of a change', async () => {
  const eventId = await activeEvent(world, here)
  const change = { eventId, expectedRevision: 2, rewardId: 'rwd_unknown' }
  await expect(here.events.removeReward(change, operator)).rejects.toMatchObject({ kind: 'not_found' })
  const pause = { eventId, expectedRevision: 2, status: EventStatus.INACTIVE }
  await here.events.changeEventStatus(pause, operator)
  await here.events.changeEventStatus(pause, operator)
  await entriesOf(eventId, 3)
  await new Promise(resolve => setTimeout(resolve, 300))
  expect(await entriesOf(eventId, 3)).toHaveLength(3)
})

test('a retried claim is told with the operator; the claims of users are not', async () => {
  const eventId = await activeEvent(world, here)
  world.rewards.script = () => 'reject'
  await here.claims.claimReward({ eventId }, await world.auth.caller('usr_ann'))
  const claimId = idOf(eventId, 'usr_ann')
  await until(
    'the claim has failed',
    async () => (await world.stored.claim(claimId)).value.state === 'FAILED',
  )
  world.rewards.script = () => 'grant'
  await here.claims.retryClaim({ claimId, failedAttempt: 1 }, operator)
  expect(await entriesOf(claimId, 1)).toMatchObject([
    {
      actorId: 'usr_operator',
      action: 'rewards.event.v1.ClaimService/RetryClaim',
      outcome: AuditOutcome.DONE,
      before: { attempt: '1', state: 'FAILED' },
      after: { attempt: '2', state: 'REQUESTED' },
    },
  ])
})
