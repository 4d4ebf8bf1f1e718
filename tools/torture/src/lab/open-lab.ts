import { type Copier, startCopier } from '../broker/copier.ts'
import { dataDirIn, operationsIn } from '../folders.ts'
import { openGateways } from '../gateways/gateways.ts'
import { Load, type LoadOptions } from '../load/load.ts'
import { OperationLog } from '../log/operation-log.ts'
import { type LossyAnswers, lossyAnswers } from '../network/lossy-answers.ts'
import type { PartOptions, PartSurroundings } from '../parts/part.ts'
import { Random } from '../random.ts'
import { OwedWatch } from '../series/owed-watch.ts'
import { setStage, USERS } from '../stage/stage.ts'
import { openPlace } from '../stores/place.ts'
import { startTarget, type Target } from '../system/target.ts'
import { type Equipment, equip, type Wanted } from './equipment.ts'
import { Lab } from './lab.ts'

const MOST_COPIES = 4

/** Starts a system with this equipment, signs users up, and lets claims flow. To be disposed of: then all of it ends. */
export async function openLab(
  wanted: Wanted,
  options: Options,
  surroundings: PartSurroundings,
): Promise<Lab & AsyncDisposable> {
  const { say, signal } = surroundings
  await using ends = new AsyncDisposableStack()
  const random = new Random(options.seed)
  const system = await startSystem(wanted, { options, surroundings, random }, ends)
  const { target, gateways, log } = system
  say(`${target.victims.join(', ')} run; signing up ${USERS} users …`)
  const stage = await setStage(gateways, target.admin, signal)
  for (const { userId, meetsConditions } of stage.users) log.write({ type: 'user', userId, meetsConditions })
  const copier = wanted.copies ? await copierOn(target, random.fork(), ends) : undefined
  const load = loading({ gateways, log, stage, random: random.fork(), signal }, ends)
  const copies = () => copier?.copies ?? 0
  const lab = new Lab({ ...system, surroundings, signal, stage, load, copies, random: random.fork() })
  const kept = ends.move()
  return Object.assign(lab, { [Symbol.asyncDispose]: () => kept.disposeAsync() })
}

type Options = Pick<PartOptions, 'replicas' | 'store' | 'seed'>

interface Start {
  readonly options: Options
  readonly surroundings: PartSurroundings
  readonly random: Random
}

/** The system with its equipment, what looks at its stores, and the ways to its gateways. */
async function startSystem(
  wanted: Wanted,
  { options, surroundings, random }: Start,
  ends: AsyncDisposableStack,
) {
  const { folder, say, signal } = surroundings
  const { replicas, store } = options
  const place = ends.adopt(await openPlace(store, surroundings.env, signal), opened => opened.stop())
  const equipment = ends.use(await equip(wanted, { folder, replicas }))
  say(`starting the system on ${place.name} …`)
  // Its own broker, and a provider that can be told to fail.
  const env = { ...surroundings.env, ...place.env, NATS_URL: undefined, REWARDS_SIMULATOR: 'true' }
  const dataDir = dataDirIn(folder)
  const { provider } = wanted
  const { adapt } = equipment
  const starting = startTarget({ dataDir, replicas, env, adapt, signal, ...(provider && { provider }) })
  const target = ends.adopt(await starting, started => started.stop())
  const stores = ends.adopt(place.open(dataDir, foldersOf(equipment)), opened => opened.close())
  const lossy = wanted.lossyAnswers ? await lossyTo(target.urls, random, ends) : []
  const urls = lossy.length > 0 ? lossy.map(({ url }) => url) : target.urls
  return {
    ...equipment,
    target,
    stores,
    owed: ends.adopt(new OwedWatch(stores), watch => watch.close()),
    log: ends.adopt(new OperationLog(operationsIn(folder)), opened => opened.close()),
    gateways: ends.adopt(openGateways(urls, random.fork()), opened => opened.close()),
    lossyAnswers: lossy,
    ...(place.pause && { pause: place.pause }),
  }
}

/** Where services keep files that have a disk of their own. */
function foldersOf({ disks }: Equipment): Map<string, string> {
  return new Map([...(disks ?? [])].map(([service, { folder }]) => [service, folder]))
}

/** It ends with the lab, however far it got. */
function loading({ signal, ...options }: LoadOptions, ends: AsyncDisposableStack): Load {
  const over = new AbortController()
  const load = new Load({ ...options, signal: AbortSignal.any([signal, over.signal]) })
  ends.defer(async () => {
    over.abort()
    await load.ended.catch(() => undefined)
  })
  return load
}

function lossyTo(
  urls: readonly string[],
  random: Random,
  ends: AsyncDisposableStack,
): Promise<LossyAnswers[]> {
  const opening = urls.map(async url =>
    ends.adopt(await lossyAnswers(url, random.fork()), opened => opened.close()),
  )
  return Promise.all(opening)
}

async function copierOn(target: Target, random: Random, ends: AsyncDisposableStack): Promise<Copier> {
  return ends.adopt(await startCopier(target.running.natsUrl, random, MOST_COPIES), started => started.stop())
}
