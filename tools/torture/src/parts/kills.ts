import { Samples } from '../check/samples.ts'
import { dataDirIn, operationsIn } from '../folders.ts'
import { openGateways } from '../gateways/gateways.ts'
import { OperationLog } from '../log/operation-log.ts'
import { Random } from '../random.ts'
import { OwedWatch } from '../series/owed-watch.ts'
import { openPlace, type StorePlace } from '../stores/place.ts'
import { startTarget } from '../system/target.ts'
import { KillRun } from './kills/run.ts'
import type { Part, PartOptions, PartReport, PartSurroundings } from './part.ts'

/**
 * Runs a system of its own, kills it piece by piece under load, and holds what callers were told against what is stored.
 * Rejects when the system cannot be started or does not come back, and with the signal's reason when aborted before
 * anything was killed.
 */
export const kills: Part = {
  name: 'kills',
  promises: [1, 2, 3, 5],
  says: "kills (SIGKILL) process after process under load and wipes the broker's storage three times; no answer was false, nothing accepted is missing, granted twice or over stock",
  fullSeconds: 4_300,
  stores: ['sqlite', 'mongodb'],
  canOmitFaults: true,
  run: async (options, surroundings) => {
    const { env, say, signal } = surroundings
    const place = await openPlace(options.store, env, signal)
    try {
      say(`starting the system on ${place.name} …`)
      return await runOn(place, options, surroundings)
    } finally {
      await place.stop()
    }
  },
}

async function runOn(
  place: StorePlace,
  options: PartOptions,
  surroundings: PartSurroundings,
): Promise<PartReport> {
  const { folder, signal } = surroundings
  const dataDir = dataDirIn(folder)
  // Its own broker, and a provider that can be told to fail.
  const env = { ...surroundings.env, ...place.env, NATS_URL: undefined, REWARDS_SIMULATOR: 'true' }
  const target = await startTarget({ dataDir, replicas: options.replicas, env, signal })
  await using ends = new AsyncDisposableStack()
  ends.defer(() => target.stop())
  ends.defer(() => surroundings.say('stopping …'))
  const random = new Random(options.seed)
  const stores = ends.adopt(place.open(dataDir), opened => opened.close())
  const owed = ends.adopt(new OwedWatch(stores), watch => watch.close())
  const log = ends.adopt(new OperationLog(operationsIn(folder)), opened => opened.close())
  const gateways = ends.adopt(openGateways(target.urls, random.fork()), opened => opened.close())
  const samples = new Samples()
  return await new KillRun(options, surroundings, {
    place,
    target,
    stores,
    owed,
    samples,
    log,
    gateways,
    random,
  }).report()
}
