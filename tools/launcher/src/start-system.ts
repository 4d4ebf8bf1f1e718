import { resolve } from 'node:path'
import { findNatsServer, stopLeftover } from '@rewards/broker'
import type { Environment } from '@rewards/process'
import { type DataFolder, takeDataFolder } from './data-folder.ts'
import { choosePorts, externalNatsUrl, natsUrlOf, type Places } from './environment.ts'
import type { LaunchError } from './launch-error.ts'
import { awaitLeftovers } from './leftovers.ts'
import { brokerFolder, SERVER_CACHE } from './places.ts'
import { BROKER, GATEWAY, PROCESSES, type ProcessTable } from './process-table.ts'
import { Processes } from './processes.ts'

export interface SystemOptions {
  /** Keeps everything between starts; made when missing. One system at a time. */
  readonly dataDir: string
  /** The gateway's port, 0 for a free one. */
  readonly port: number
  /** What the processes find in their environment, beside where the others are; `process.env`, in most cases. */
  readonly env: Environment
  /** Gets each line for the screen. Default: nobody. */
  readonly say?: (line: string) => void
  /** Ends a start that is under way. */
  readonly signal?: AbortSignal
  /** How many lives of under ten seconds a process may have in a row. Default 8; `Infinity` for tests that kill. */
  readonly giveUpAfter?: number
  /** Other processes than the reward system's. */
  readonly processes?: ProcessTable
}

/** A system whose processes are all ready. */
export interface RunningSystem extends Places {
  /** Of the gateway: `http://127.0.0.1:3000`. */
  readonly url: string
  /** The process ids at this moment, by name; one that is just being started again is not among them. */
  pids(): ReadonlyMap<string, number>
  /** Resolves when a process could not be kept running; the rest still runs then. */
  readonly failed: Promise<LaunchError>
  /** Ends gateway, services and broker, in this order, and frees the data folder. May be called again. */
  stop(): Promise<void>
}

/**
 * Starts the reward system: a broker (unless `NATS_URL` is set), the services, the gateway, each a process that ends
 * when this one does. Resolves when all of them are ready. Rejects with a `LaunchError` or `BrokerError` of one
 * sentence, and then nothing is left running.
 */
export async function startSystem(options: SystemOptions): Promise<RunningSystem> {
  const folder = takeDataFolder(resolve(options.dataDir))
  try {
    return await startIn(folder, options)
  } catch (err) {
    folder.release()
    throw err
  }
}

async function startIn(folder: DataFolder, options: SystemOptions): Promise<RunningSystem> {
  const { env, say = () => undefined, signal = new AbortController().signal, giveUpAfter = 8 } = options
  const dataDir = folder.path
  await awaitLeftovers(dataDir, say)
  const table = await tableFor(options, say)
  const ports = await choosePorts(table, options.port, env)
  const places = { dataDir, ports, natsUrl: natsUrlOf(env, ports) }
  const processes = new Processes(table, places, { env, say, giveUpAfter })
  const stop = once(async () => {
    await processes.stop()
    await stopLeftover(brokerFolder(dataDir))
    folder.release()
  })
  try {
    await processes.start(signal)
  } catch (err) {
    await stop()
    throw err
  }
  const url = `http://127.0.0.1:${ports.get(GATEWAY)}`
  return { ...places, url, pids: () => processes.pids(), failed: processes.failed, stop }
}

async function tableFor(options: SystemOptions, say: (line: string) => void): Promise<ProcessTable> {
  const table = options.processes ?? PROCESSES
  if (externalNatsUrl(options.env)) return table.map(stage => stage.filter(({ name }) => name !== BROKER))
  if (!table.flat().some(({ name }) => name === BROKER)) return table
  // Here and not in the broker's process, because it may have to be downloaded, which takes its time.
  say('broker: looking for a nats-server, which is downloaded once where there is none …')
  const found = findNatsServer({ cacheDir: SERVER_CACHE, searchPath: options.env.PATH ?? '' })
  const { version, path } = await found
  say(`broker: nats-server ${version} (${path})`)
  return table
}

function once(work: () => Promise<void>): () => Promise<void> {
  let result: Promise<void> | undefined
  return () => {
    result ??= work()
    return result
  }
}
