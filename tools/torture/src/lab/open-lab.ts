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
import { equip, type Wanted } from './equipment.ts'
import { Lab } from './lab.ts'

const MOST_COPIES = 4

/** Starts a system with this equipment, signs users up, and lets claims flow. To be disposed of: then all of it ends. */
export async function openLab(
  wanted: Wanted,
  options: Pick<PartOptions, 'replicas' | 'store' | 'seed'>,
  surroundings: PartSurroundings,
): Promise<Lab & AsyncDisposable> {
  const { folder, say, signal } = surroundings
  const { replicas, store, seed } = options
  await using ends = new AsyncDisposableStack()
  const place = ends.adopt(await openPlace(store, surroundings.env, signal), opened => opened.stop())
  const equipment = ends.use(await equip(wanted, { folder, replicas }))
  say(`starting the system on ${place.name} …`)
  // Its own broker, and a provider that can be told to fail.
  const env = { ...surroundings.env, ...place.env, NATS_URL: undefined, REWARDS_SIMULATOR: 'true' }
  const { adapt } = equipment
  const dataDir = dataDirIn(folder)
  const { provider } = wanted
  const starting = startTarget({ dataDir, replicas, env, adapt, signal, ...(provider && { provider }) })
  const target = ends.adopt(await starting, started => started.stop())
  const random = new Random(seed)
  const folders = [...(equipment.disks ?? [])].map(([service, disk]) => [service, disk.folder] as const)
  const stores = ends.adopt(place.open(dataDir, new Map(folders)), opened => opened.close())
  const owed = ends.adopt(new OwedWatch(stores), watch => watch.close())
  const log = ends.adopt(new OperationLog(operationsIn(folder)), opened => opened.close())
  const lossy = wanted.lossyAnswers ? await lossyTo(target.urls, random, ends) : []
  const urls = lossy.length > 0 ? lossy.map(({ url }) => url) : target.urls
  const gateways = ends.adopt(openGateways(urls, random.fork()), opened => opened.close())
  say(`${target.victims.join(', ')} run; signing up ${USERS} users …`)
  const stage = await setStage(gateways, target.admin, signal)
  for (const { userId, meetsConditions } of stage.users) log.write({ type: 'user', userId, meetsConditions })
  const copier = wanted.copies ? await copierOn(target, random.fork(), ends) : undefined
  const load = loading({ gateways, log, stage, random: random.fork(), signal }, ends)
  const kept = ends.move()
  const { pause } = place
  const lab = new Lab({
    ...equipment,
    surroundings,
    signal,
    target,
    stores,
    owed,
    log,
    gateways,
    stage,
    load,
    lossyAnswers: lossy,
    copies: () => copier?.copies ?? 0,
    random: random.fork(),
    ...(pause && { pause }),
  })
  return Object.assign(lab, { [Symbol.asyncDispose]: () => kept.disposeAsync() })
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
