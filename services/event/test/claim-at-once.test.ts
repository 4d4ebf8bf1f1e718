import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { claimIn, countsOf, ending, times } from './claim-answers.ts'
import { until } from './claim-until.ts'
import { activeEvent, type ClaimWorld, claimWorld, type EventProcess, idOf, points } from './claim-world.ts'

const CALLERS = 64
let world: ClaimWorld
beforeAll(async () => {
  world = await claimWorld()
})
afterAll(() => world.close())

const kinds = [
  ['unlimited', points('rwd_a')],
  ['limited', points('rwd_a', { stock: 5 })],
] as const

/** 64 equal claims at once, spread over the processes. */
async function claimTogether(processes: readonly EventProcess[], eventId: string, idempotencyKey: string) {
  const caller = await world.auth.caller('usr_ann')
  const at = (i: number) => processes[i % processes.length] as EventProcess
  return Promise.all(
    times(CALLERS, i => ending(at(i).claims.claimReward({ eventId, idempotencyKey }, caller))),
  )
}

/** What must be there afterwards: one claim, closed, with one attempt and one unit. */
async function oneClaim(eventId: string, limited: boolean): Promise<void> {
  const id = idOf(eventId, 'usr_ann')
  await until('the claim is granted', async () => (await world.stored.claim(id)).value.state === 'SUCCESS')
  const { value } = await world.stored.claim(id)
  expect(value.attempts.map(({ no, state }) => ({ no, state }))).toEqual([{ no: 1, state: 'SUCCESS' }])
  expect(world.rewards.effects.get(`${id}:rwd_a`)).toBe(1)
  if (limited) expect(await world.stored.holders(eventId, 'rwd_a')).toEqual([`${id}#1`])
}

function describeCallers(where: string, start: () => Promise<readonly EventProcess[]>): void {
  describe(where, () => {
    let processes: readonly EventProcess[]
    beforeAll(async () => {
      processes = await start()
    })
    afterAll(async () => {
      for (const process of processes) await process.stop()
    })

    test.each(kinds)(
      '64 equal claims with one key to an %s reward get 64 equal answers',
      async (kind, reward) => {
        const eventId = await activeEvent(world, processes[0] as EventProcess, { rewards: [reward] })
        const endings = await claimTogether(processes, eventId, 'my key')
        expect(countsOf(endings.map(({ word }) => word))).toEqual({ OK: CALLERS })
        const [first, ...others] = endings.map(({ accepted }) => accepted)
        expect(first).toMatchObject({ claimId: idOf(eventId, 'usr_ann'), attempt: 1, state: 1 })
        for (const other of others) expect(other).toEqual(first)
        await oneClaim(eventId, kind === 'limited')
        expect(await world.stored.refusals(eventId)).toEqual([])
      },
    )

    test.each(kinds)('of 64 claims without a key to an %s reward one is OK', async (kind, reward) => {
      const eventId = await activeEvent(world, processes[0] as EventProcess, { rewards: [reward] })
      const endings = await claimTogether(processes, eventId, '')
      expect(countsOf(endings.map(({ word }) => word))).toEqual({ OK: 1, DUPLICATED_CLAIM: CALLERS - 1 })
      const refused = endings.filter(({ error }) => error)
      expect(countsOf(refused.map(({ error }) => error?.kind ?? ''))).toEqual({ already_exists: CALLERS - 1 })
      for (const each of refused)
        expect(claimIn(each)).toMatchObject({
          claimId: idOf(eventId, 'usr_ann'),
          attempt: 1,
          userId: 'usr_ann',
        })
      await oneClaim(eventId, kind === 'limited')
      const refusals = await world.stored.refusals(eventId)
      expect(refusals.map(({ value }) => value.reason)).toEqual(Array(CALLERS - 1).fill('DUPLICATED_CLAIM'))
    })
  })
}

describeCallers('at one process', async () => [await world.start({ sweepEveryMs: 3_600_000 })])
describeCallers('at two processes on one store', () => Promise.all([world.startApart(), world.startApart()]))
