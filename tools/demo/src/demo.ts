import type { Credentials, DemoOptions } from './arguments.ts'
import { firstAdmin } from './first-admin.ts'
import { openGateway } from './gateway/gateway.ts'
import { checkStores, countOutside } from './outside/count.ts'
import { openStores, type Stores } from './outside/stores.ts'
import type { Progress } from './progress.ts'
import { compare } from './result/compare.ts'
import { countWhenQuiet } from './result/count-when-quiet.ts'
import { type Report, report } from './result/report.ts'
import { runningSystem } from './running-system.ts'
import { makeOperator, signInAsAdmin } from './story/accounts.ts'
import { belongingsOf } from './story/belongings.ts'
import { openCampaign, REWARD_IDS } from './story/campaign.ts'
import { type ClaimsTold, claimsOf } from './story/claims.ts'
import { makeService, playersOf } from './story/players.ts'
import { isShort, recordPurchases } from './story/purchases.ts'
import type { Stage } from './story/stage.ts'
import { untilAllCount } from './story/standing.ts'

export interface DemoSurroundings {
  readonly progress: Progress
  /** Names this run: `[a-z0-9]`, unique. */
  readonly run: string
  /** How to connect to the system's MongoDB, where that wants credentials. */
  readonly mongodbUrl: string | undefined
  /** Interrupts the demo, which then rejects with the signal's reason once the simulation is off. */
  readonly signal: AbortSignal
}

/** So many of a hundred users can have a coupon. */
const COUPONS_PERCENT = 40

/** Plays the demo against a running system. Throws a `DemoError` when it cannot be played to its end. */
export async function playDemo(options: DemoOptions, surroundings: DemoSurroundings): Promise<Report> {
  const { progress, run, signal, mongodbUrl } = surroundings
  const { dataDir, urls, users } = options
  const system = runningSystem(dataDir)
  const credentials = options.admin ?? firstAdmin(dataDir)
  const stores = openStores(dataDir, system, mongodbUrl)
  const ending = new AbortController()
  const gateway = openGateway(urls.length > 0 ? urls : system.urls, AbortSignal.any([signal, ending.signal]))
  try {
    return await play({ gateway, progress, run }, stores, users, credentials)
  } finally {
    // When one of many calls at once failed, the others are not waited for.
    ending.abort()
    gateway.close()
    await stores.close()
  }
}

async function play(stage: Stage, stores: Stores, count: number, credentials: Credentials): Promise<Report> {
  const scene = await prepare(stage, stores, count, credentials)
  const { eventId, users, operator, stock } = scene
  const claimed = await claimsOf(stage, scene, eventId)
  stage.progress.phase('count')
  const told = { ...claimed, belongings: await belongingsOf(stage, eventId, users) }
  const demand = users.filter((_, i) => !isShort(i)).length
  const expected = { operatorId: operator.userId, rewardIds: REWARD_IDS, stock, demand }
  const comparisons = await countWhenQuiet(
    () => countOutside(stores, eventId),
    counted => compare(told, counted, expected),
    stage.gateway.signal,
  )
  return report(told, comparisons, misseen(claimed))
}

/** Who is there, what they did, and the event that they can claim. */
async function prepare(stage: Stage, stores: Stores, count: number, credentials: Credentials) {
  const { progress } = stage
  progress.phase('accounts')
  const admin = await signInAsAdmin(stage, credentials)
  const operator = await makeOperator(stage, admin)
  const service = await makeService(stage, admin)
  const stock = Math.floor((count * COUPONS_PERCENT) / 100)
  const eventId = await openCampaign(stage, operator, stock)
  await checkStores(stores, eventId)
  progress.say(
    `Event ${eventId} is ACTIVE: points, ${stock} coupons, a badge; come in and buy twice to claim.`,
  )
  const users = await playersOf(stage, service, count)
  progress.phase('purchases')
  const purchases = await recordPurchases(stage, service, users)
  progress.say(`${purchases} purchases are recorded.`)
  await untilAllCount(stage, eventId, users)
  return { admin, operator, users, eventId, stock }
}

/** Where a stream of changes and a list do not tell the same. */
function misseen({ watched }: ClaimsTold): string[] {
  return watched
    .filter(({ seen, listed }) => seen.state !== listed?.state)
    .map(({ seen, listed }) => `${seen.claimId}: watched to ${seen.state}, listed as ${listed?.state}`)
}
