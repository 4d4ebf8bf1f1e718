import type { AuditEntry } from '@rewards/contracts/ops'
import { RewardType } from '@rewards/contracts/reward'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from './event-side.ts'
import { type Running, runReward } from './running-reward.ts'

let reward: Running
let admin: { token: string }
beforeAll(async () => {
  reward = await runReward()
  admin = await reward.as('ADMIN', 'usr_root')
})
afterAll(() => reward.close())

async function entries(count: number): Promise<readonly AuditEntry[]> {
  const list = async () => (await reward.audit.listAuditEntries({}, admin)).entries
  await until(`${count} entries`, async () => (await list()).length >= count)
  return list()
}

test('steering the simulator is told, with what it was before and what it is since', async () => {
  await reward.simulator.setSimulation(
    { simulation: { types: [RewardType.BADGE], rejectPercent: 30 } },
    admin,
  )
  await reward.simulator.setSimulation({ simulation: { types: [RewardType.BADGE] } }, admin)
  const [second, first] = await entries(2)
  const by = { actorId: 'usr_root', action: 'rewards.reward.v1.SimulatorService/SetSimulation' }
  expect(first).toMatchObject({ ...by, before: {}, after: { types: 'BADGE', rejectPercent: '30' } })
  expect(second).toMatchObject({ ...by, before: { rejectPercent: '30' }, after: { rejectPercent: '0' } })
  expect(second?.after).not.toHaveProperty('types')
})
