import { resolve } from 'node:path'
import { findNatsServer, stopLeftover } from '@rewards/broker'
import type { Environment } from '@rewards/process'
import { choosePorts } from './choose-ports.ts'
import { type DataFolder, takeDataFolder } from './data-folder.ts'
import {
  type AdaptEnvironment,
  environmentsOf,
  externalNatsUrl,
  natsUrlOf,
  type Places,
} from './environment.ts'
import type { LaunchError } from './launch-error.ts'
import { awaitLeftovers } from './leftovers.ts'
import { mongodbIn } from './mongodb.ts'
import { brokerFolder, SERVER_CACHE } from './places.ts'
import { BROKER, GATEWAY, PROCESSES, type ProcessTable, replicated } from './process-table.ts'
import { Processes } from './processes.ts'
import { forgetSystem, noteSystem } from './system-note.ts'

export interface SystemOptions {
  /** Keeps everything between starts; made when missing. One system at a time. */
  readonly dataDir: string
  /** The first gateway's port, 0 for a free one. */
  readonly port: number
  /**
   * How many processes of the gateway and of each service, 1 (default) to 5. The further ones are named `event-2`, … and
   * listen at 100 above the one before where a port was named, else at free ports.
   */
  readonly replicas?: number
  /** Whether the processes measure, and show it at `/metrics`. Default true; not, whatever the environment says of their ports. */
  readonly metrics?: boolean
  /** What the processes find in their environment, beside where the others are; `process.env`, in most cases. */
  readonly env: Environment
  /** Gets each line for the screen. Default: nobody. */
  readonly say?: (line: string) => void
  /** Ends a start that is under way. */
  readonly signal?: AbortSignal
  /** How many lives of under ten seconds a process may have in a row. Default 8; `Infinity` for tests that kill. */
  readonly giveUpAfter?: number
  /** How long a process may take to be ready while it gives no warning of why it is not. Default 60,000. */
  readonly readyWithinMs?: number
  /** For tests that stand between two processes, or give one another clock or disk. Default: each keeps its own. */
  readonly adapt?: AdaptEnvironment
  /** Other processes than the reward system's. */
  readonly processes?: ProcessTable
}

/** A system whose processes are all ready. */
export interface RunningSystem extends Places {
  /** Of the first gateway: `http://127.0.0.1:3000`. */
  readonly url: string
  /** Of all gateways, the first one first. */
  readonly urls: readonly string[]
  /** The process ids at this moment, by name; one that is just being started again is not among them. */
  pids(): ReadonlyMap<string, number>
  /**
   * Ends the process of this name in order and starts it again; resolves when it is ready. Rejects with a `LaunchError` when
   * there is none of this name, when it does not become ready, or when the system is stopped meanwhile.
   */
  restart(name: string): Promise<void>
  /**
   * kill -9 of one process; resolves when it has ended, and what must be done while it is down is done; only then is it
   * started again by itself. Rejects with a `LaunchError` when it does not run at this moment.
   */
  kill(name: string, whileDown?: () => Promise<void>): Promise<void>
  /** Resolves when the process does its work, now or after it was started again. Rejects as `restart` does. */
  ready(name: string): Promise<void>
  /** Resolves when a process could not be kept running; the rest still runs then. */
  readonly failed: Promise<LaunchError>
  /** Ends gateways, services and broker, in this order, and frees the data folder. May be called again. */
  stop(): Promise<void>
}

/**
 * Starts the reward system: a broker (unless `NATS_URL` is set), the services, the gateways, each a process that ends
 * when this one does. Resolves when all of them are ready; a process that warns of what it waits for, such as a MongoDB
 * that is not there yet, is waited for. Rejects with a `LaunchError` or `BrokerError` of one sentence, and then nothing
 * is left running.
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
  const { env, say = () => undefined, signal = new AbortController().signal } = options
  const { giveUpAfter = 8, readyWithinMs = 60_000 } = options
  const dataDir = folder.path
  const mongodb = mongodbIn(env)
  forgetSystem(dataDir)
  await awaitLeftovers(dataDir, say)
  const table = replicated(await tableFor(options, say), options.replicas ?? 1)
  const measured = options.metrics ?? true
  const { ports, metricsPorts } = await choosePorts(table.flat(), options.port, env, measured)
  const places = { dataDir, ports, metricsPorts, natsUrl: natsUrlOf(env, ports) }
  const environments = await environmentsOf(table.flat(), env, places, options.adapt)
  const processes = new Processes(table, places, { environments, say, giveUpAfter, readyWithinMs })
  const stop = once(async () => {
    await processes.stop()
    await stopLeftover(brokerFolder(dataDir))
    forgetSystem(dataDir)
    folder.release()
  })
  try {
    await processes.start(signal)
  } catch (err) {
    await stop()
    throw err
  }
  const gateways = table.flat().filter(({ service }) => service === GATEWAY)
  const scheme = env.REWARDS_GATEWAY_TLS_CERT ? 'https' : 'http'
  const urls = gateways.map(({ name }) => `${scheme}://127.0.0.1:${ports.get(name)}`)
  noteSystem(dataDir, { urls, metrics: metricsUrls(metricsPorts), ...(mongodb && { mongodb }) })
  return { ...places, ...handlesOf(processes), url: urls[0] as string, urls, stop }
}

function metricsUrls(ports: ReadonlyMap<string, number>): Record<string, string> {
  return Object.fromEntries(ports.entries().map(([name, port]) => [name, `http://127.0.0.1:${port}/metrics`]))
}

function handlesOf(processes: Processes): Omit<RunningSystem, keyof Places | 'url' | 'urls' | 'stop'> {
  return {
    pids: () => processes.pids(),
    restart: async name => processes.named(name).restart(),
    kill: async (name, whileDown = async () => undefined) => processes.named(name).kill(whileDown),
    ready: async name => processes.named(name).ready(),
    failed: processes.failed,
  }
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
