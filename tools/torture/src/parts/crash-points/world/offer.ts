import { bucketId, emptyBucket } from '../../../../../../services/event/src/domain/bucket.ts'
import type { Event, EventReward } from '../../../../../../services/event/src/domain/event.ts'
import { collections as eventCollections } from '../../../../../../services/event/src/infrastructure/store/collections.ts'
import { SIMULATION_ID } from '../../../../../../services/reward/src/application/simulator.ts'
import { NO_SIMULATION, type Simulation } from '../../../../../../services/reward/src/domain/simulation.ts'
import { collections as rewardCollections } from '../../../../../../services/reward/src/infrastructure/store/collections.ts'
import type { Entry, OfferedReward } from '../../../log/entries.ts'
import type { OfferedStock, Scenario } from '../scenarios/scenario.ts'
import { openFile } from './files.ts'

export const EVENT_ID = 'evt_crash'
/** The group that owns the event. */
export const OWNERS = 'grp_crash'
export const STARTED_AT = 1_800_000_000_000
const YEAR_MS = 365 * 86_400_000
/** Of the provider's first answers under a key, by the key. */
export const REJECT_PERCENT = 50

/** Makes the files of a scenario as they are before anybody claims: the event, its stock, and how the provider behaves. */
export async function prepareFiles(folder: string, scenario: Scenario): Promise<void> {
  const event = await openFile(folder, 'event')
  const definition = eventOf(scenario)
  await event.collection<Event>(eventCollections.events).insertOnce(EVENT_ID, definition)
  const buckets = event.collection(eventCollections.buckets)
  for (const [rewardId, caps] of Object.entries(definition.buckets))
    for (const [k, cap] of caps.entries())
      await buckets.insertOnce(bucketId(EVENT_ID, rewardId, k), emptyBucket(EVENT_ID, rewardId, k, cap))
  await event.close()
  const reward = await openFile(folder, 'reward')
  await reward
    .collection<Simulation>(rewardCollections.simulation)
    .insertOnce(SIMULATION_ID, simulationOf(scenario))
  await reward.close()
}

function simulationOf({ outside = [], silentMs = 0 }: Scenario): Simulation {
  const failingUntilMs = silentMs === 0 ? 0 : STARTED_AT + silentMs
  return { ...NO_SIMULATION, types: outside, rejectPercent: REJECT_PERCENT, failingUntilMs }
}

function eventOf({ rewards, short }: Scenario): Event {
  const condition = { conditionId: 'cnd_crash', type: 'LOGIN_DAYS', operator: '>=', value: 1 }
  return {
    name: 'crash points',
    description: '',
    status: 'ACTIVE',
    startsAtMs: STARTED_AT - YEAR_MS,
    endsAtMs: STARTED_AT + YEAR_MS,
    timeZone: 'UTC',
    conditions: short ? [{ ...condition, parameters: {}, timeZone: '' }] : [],
    rewards: rewards.map(rewardOf),
    revision: 1,
    buckets: Object.fromEntries(
      rewards.flatMap(({ rewardId, buckets }) => (buckets ? [[rewardId, buckets]] : [])),
    ),
    removedRewardIds: [],
    ownerGroupId: OWNERS,
    createdBy: 'usr_operator',
    createdAtMs: STARTED_AT,
    changedAtMs: STARTED_AT,
    fingerprint: '',
  }
}

function rewardOf(offered: OfferedStock): EventReward {
  return { name: offered.rewardId, ...offeredReward(offered) }
}

function offeredReward({
  rewardId,
  type,
  buckets,
  whenSoldOut = 'REFUSE_CLAIM',
}: OfferedStock): OfferedReward {
  const stock = buckets?.reduce((sum, cap) => sum + cap, 0)
  const itemId = type === 'POINT' ? '' : 'crash'
  return { rewardId, type, amount: 1, itemId, whenSoldOut, ...(stock !== undefined && { stock }) }
}

/** What a log of operations says of the event. */
export function eventEntry({ rewards, short }: Scenario): Entry {
  return {
    type: 'event',
    eventId: EVENT_ID,
    hasConditions: short !== undefined,
    rewards: rewards.map(offeredReward),
  }
}
