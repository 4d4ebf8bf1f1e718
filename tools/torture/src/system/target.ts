import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { leftoverServer } from '@rewards/broker'
import { type RunningSystem, readFirstAdmin, startSystem } from '@rewards/launcher'
import { BROKER } from '../faults/plan.ts'
import type { ProviderBehaviour } from '../provider/behaviour.ts'
import { ledgerOf } from '../provider/ledger-file.ts'
import { startProvider } from '../provider/provider.ts'
import { withProvider } from '../provider/with-provider.ts'
import type { Credentials } from '../stage/accounts.ts'
import type { Environment } from '../stores/place.ts'
import { TortureError } from '../torture-error.ts'

export interface TargetOptions {
  readonly dataDir: string
  readonly replicas: number
  readonly env: Environment
  /** Of badges: how it behaves where it is not to behave as badly as it does in most runs. */
  readonly provider?: Partial<ProviderBehaviour>
  /** Ends a start that is under way. */
  readonly signal: AbortSignal
}

/** The system under torture: a whole one, of its own, with a provider outside of it. */
export interface Target {
  /** Of the gateways. */
  readonly urls: readonly string[]
  /** What the launcher knows of it: ports, process ids, the broker's address. */
  readonly running: Pick<RunningSystem, 'ports' | 'pids' | 'natsUrl' | 'ready'>
  readonly admin: Credentials
  /** Every process that can be killed, by name. */
  readonly victims: readonly string[]
  /** kill -9 of a process, of the nats-server itself where it is the broker. Resolves when it has ended. */
  kill(victim: string): Promise<void>
  /** kill -9 of the broker, whose storage is removed before it is started again. */
  wipeBroker(): Promise<void>
  /** Resolves when the process runs; that it does its work by then is not said. */
  runs(victim: string): Promise<void>
  /** Resolves when all processes do their work, or all but this one. */
  ready(but?: string): Promise<void>
  stop(): Promise<void>
}

/** How long a process that was killed may take to run again. */
const BACK_WITHIN_MS = 30_000

/**
 * Starts a system, and its provider, whose processes are started again however often they end. Rejects with a sentence when
 * one does not start.
 */
export async function startTarget(options: TargetOptions): Promise<Target> {
  const { dataDir, env } = options
  const provider = await startProvider(ledgerOf(dataDir), env, options.provider)
  try {
    const system = await startSystemOf({ ...options, env: { ...env, ...provider.env } })
    return withProvider(system, provider)
  } catch (err) {
    await provider.stop()
    throw err
  }
}

async function startSystemOf({ dataDir, replicas, env, signal }: TargetOptions): Promise<Target> {
  const giveUpAfter = Number.POSITIVE_INFINITY
  const system = await startSystem({ dataDir, port: 0, replicas, env, signal, giveUpAfter })
  const admin = readFirstAdmin(dataDir)
  if (!admin) {
    await system.stop()
    throw new TortureError('the system left no first administrator')
  }
  const victims = [...system.pids().keys()]
  const broker = join(dataDir, BROKER)
  return {
    urls: system.urls,
    running: system,
    admin,
    victims,
    runs: victim => runs(system, victim),
    kill: victim => (victim === BROKER ? killBroker(system, broker) : system.kill(victim)),
    wipeBroker: () => wipe(system, broker),
    ready: async but => {
      await Promise.all(victims.filter(victim => victim !== but).map(victim => system.ready(victim)))
    },
    stop: () => system.stop(),
  }
}

async function runs(system: RunningSystem, victim: string): Promise<void> {
  for (let waitedMs = 0; !system.pids().has(victim); waitedMs += 10) {
    if (waitedMs > BACK_WITHIN_MS)
      throw new TortureError(
        `${victim} was not started again within ${BACK_WITHIN_MS / 1_000} s after a kill`,
      )
    await sleep(10)
  }
}

/**
 * Ends the server itself, and with it the process that runs it. While there is no server, since the last one was killed
 * just before, that process alone.
 */
async function killBroker(system: RunningSystem, folder: string): Promise<void> {
  const server = await leftoverServer(folder)
  if (server !== undefined) process.kill(server, 'SIGKILL')
  await system.kill(BROKER)
  await hasEnded(folder)
}

async function hasEnded(folder: string): Promise<void> {
  while ((await leftoverServer(folder)) !== undefined) await sleep(5)
}

/** The storage goes while neither the server nor the process that runs it is there. */
async function wipe(system: RunningSystem, folder: string): Promise<void> {
  await system.kill(BROKER, async () => {
    const server = await leftoverServer(folder)
    if (server !== undefined) process.kill(server, 'SIGKILL')
    await hasEnded(folder)
    rmSync(folder, { recursive: true, force: true })
  })
}
