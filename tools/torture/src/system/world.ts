import { dataDirIn, operationsIn } from '../folders.ts'
import { type Gateways, openGateways } from '../gateways/gateways.ts'
import { OperationLog, readHistory } from '../log/operation-log.ts'
import type { PartOptions, PartSurroundings } from '../parts/part.ts'
import { Random } from '../random.ts'
import { Account } from '../stage/accounts.ts'
import { type Environment, openPlace, type StorePlace } from '../stores/place.ts'
import type { StoresReader } from '../stores/rows.ts'

import { startTarget, type Target, type TargetOptions } from './target.ts'

/** A whole system with all that looks at it from outside. */
export interface World {
  readonly target: Target
  readonly place: StorePlace
  readonly dataDir: string
  readonly stores: StoresReader
  readonly gateways: Gateways
  readonly log: OperationLog
  /** The first administrator. */
  readonly operator: Account
  readonly random: Random
  readonly signal: AbortSignal
  readonly say: (line: string) => void
  /** What the log says so far. */
  history(): ReturnType<typeof readHistory>
}

/**
 * One caller is a thousand callers here, from one address: what a user and an address may do is no limit then. Memory,
 * times and sizes stay as they come.
 */
export const NO_RATES: Environment = {
  REWARDS_GATEWAY_CALLS_PER_ADDRESS: '1000000/1s',
  REWARDS_GATEWAY_SIGN_INS_PER_ADDRESS: '1000000/1s',
  REWARDS_GATEWAY_CLAIMS_PER_USER: '1000000/1s',
  REWARDS_GATEWAY_READS_PER_USER: '1000000/1s',
  REWARDS_GATEWAY_OPERATIONS_PER_USER: '1000000/1s',
  REWARDS_GATEWAY_STREAMS_PER_USER: '1000000/1s',
}

/** Starts a system of its own with these variables besides, works with it and its provider, and leaves no process. */
export async function inWorld<T>(
  options: PartOptions & Pick<TargetOptions, 'provider'>,
  surroundings: PartSurroundings,
  variables: Environment,
  work: (world: World) => Promise<T>,
): Promise<T> {
  const { env, folder, say, signal } = surroundings
  const dataDir = dataDirIn(folder)
  await using ends = new AsyncDisposableStack()
  const place = ends.adopt(await openPlace(options.store, env, signal), opened => opened.stop())
  say(`starting ${options.replicas} of everything on ${place.name} …`)
  const whole = { ...env, ...place.env, NATS_URL: undefined, REWARDS_SIMULATOR: 'true', ...variables }
  const { replicas, provider } = options
  const starting = startTarget({ dataDir, replicas, env: whole, signal, ...(provider && { provider }) })
  const target = ends.adopt(await starting, started => started.stop())
  const random = new Random(options.seed)
  const stores = ends.adopt(place.open(dataDir), opened => opened.close())
  const log = ends.adopt(new OperationLog(operationsIn(folder)), opened => opened.close())
  const gateways = ends.adopt(openGateways(target.urls, random.fork()), opened => opened.close())
  const operator = await Account.signIn(gateways, target.admin, signal)
  const history = () => readHistory(operationsIn(folder))
  return await work({
    target,
    place,
    dataDir,
    stores,
    gateways,
    log,
    operator,
    random,
    signal,
    say,
    history,
  })
}
