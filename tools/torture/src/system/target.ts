import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type AdaptEnvironment, type RunningSystem, readFirstAdmin, startSystem } from '@rewards/launcher'
import { BROKER } from '../faults/kinds.ts'
import type { ProviderBehaviour } from '../provider/behaviour.ts'
import { ledgerOf } from '../provider/ledger-file.ts'
import { startProvider } from '../provider/provider.ts'
import { withProvider } from '../provider/with-provider.ts'
import type { Credentials } from '../stage/accounts.ts'
import type { Environment } from '../stores/place.ts'
import { TortureError } from '../torture-error.ts'
import { pausedProcess } from './paused-process.ts'
import { TargetBroker } from './target-broker.ts'

export interface TargetOptions {
  readonly dataDir: string
  readonly replicas: number
  readonly env: Environment
  /** Of badges: how it behaves where it is not to behave as badly as it does in most runs. */
  readonly provider?: Partial<ProviderBehaviour>
  /** Gives processes other ways to each other, other clocks or disks. */
  readonly adapt?: AdaptEnvironment
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
  /** What can be done to the broker alone. */
  readonly broker: TargetBroker
  /** SIGTERM; resolves when it does its work again. */
  restart(victim: string): Promise<void>
  /** SIGSTOP of a process, of the nats-server itself where it is the broker; what this resolves to lets it go on. */
  pause(victim: string): Promise<() => void>
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

async function startSystemOf({ dataDir, ...options }: TargetOptions): Promise<Target> {
  const giveUpAfter = Number.POSITIVE_INFINITY
  const system = await startSystem({ ...options, dataDir, port: 0, giveUpAfter })
  const admin = readFirstAdmin(dataDir)
  if (!admin) {
    await system.stop()
    throw new TortureError('the system left no first administrator')
  }
  const victims = [...system.pids().keys()]
  const broker = new TargetBroker(system, join(dataDir, BROKER))
  return {
    urls: system.urls,
    running: system,
    admin,
    victims,
    runs: victim => runs(system, victim),
    kill: victim => (victim === BROKER ? broker.kill() : system.kill(victim)),
    broker,
    restart: victim => system.restart(victim),
    pause: async victim =>
      pausedProcess(victim === BROKER ? await broker.server() : system.pids().get(victim)),
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
