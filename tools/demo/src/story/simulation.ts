import { setTimeout as sleep } from 'node:timers/promises'
import { timestampFromMs } from '@bufbuild/protobuf/wkt'
import { Code, ConnectError } from '@connectrpc/connect'
import { RewardType } from '@rewards/contracts/reward'
import { DemoError } from '../demo-error.ts'
import { type Caller, type Gateway, openGateway } from '../gateway/gateway.ts'
import { untilFinal } from '../gateway/until-final.ts'
import type { Stage } from './stage.ts'

/** The provider of badges answers nothing for so long, then rejects so many percent for good, until it is healed. */
export const DOWN_MS = 5_000
export const REJECT_PERCENT = 30

/** Each process of the reward service behaves as told within a second. */
const UNTIL_OBEYED_MS = 1_100
const RESET_WITHIN_MS = 5_000

/**
 * Does the work while a simulated provider stands in for the one of badges, and fails; `heal` makes it grant from
 * then on. However the work ends, the simulation is off afterwards.
 */
export async function withFailingBadges<T>(
  { gateway, progress }: Stage,
  admin: Caller,
  work: (heal: () => Promise<void>) => Promise<T>,
): Promise<T> {
  try {
    await simulate(gateway, admin, {
      failingUntil: timestampFromMs(Date.now() + UNTIL_OBEYED_MS + DOWN_MS),
      rejectPercent: REJECT_PERCENT,
    })
    return await work(() => simulate(gateway, admin, {}))
  } finally {
    await reset(gateway.urls, admin)
    progress.say('The simulated provider is off again.')
  }
}

async function simulate(
  gateway: Gateway,
  admin: Caller,
  how: { failingUntil?: ReturnType<typeof timestampFromMs>; rejectPercent?: number },
): Promise<void> {
  const simulation = { types: [RewardType.BADGE], latencyMs: 5, ...how }
  try {
    await untilFinal(() => gateway.simulator.setSimulation({ simulation }, gateway.as(admin)), gateway)
  } catch (err) {
    const error = ConnectError.from(err)
    if (error.code !== Code.FailedPrecondition) throw err
    throw new DemoError(
      `${error.rawMessage}; the demo needs the simulator, which REWARDS_SIMULATOR=true turns on`,
    )
  }
  await sleep(UNTIL_OBEYED_MS, undefined, { signal: gateway.signal })
}

/** On a connection of its own, since the demo's calls may have been interrupted. */
async function reset(urls: readonly string[], admin: Caller): Promise<void> {
  const gateway = openGateway(urls, AbortSignal.timeout(RESET_WITHIN_MS))
  try {
    await untilFinal(() => gateway.simulator.setSimulation({ simulation: {} }, gateway.as(admin)), gateway)
  } catch (err) {
    const error = ConnectError.from(err)
    if (error.code === Code.FailedPrecondition) return
    throw new DemoError(
      `the simulator could not be turned off (${error.rawMessage}), so badges may go on failing; the next demo turns it off`,
    )
  } finally {
    gateway.close()
  }
}
