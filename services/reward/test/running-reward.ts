import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AuditService, DeadLetterService, GrantService, SimulatorService } from '@rewards/contracts/reward'
import type { Life, Logger } from '@rewards/process'
import { type Channel, createClient, openChannel } from '@rewards/rpc'
import { readConfig } from '../src/config.ts'
import { type Overrides, startReward } from '../src/reward-service.ts'
import { quiet, startAuth } from './stub-auth.ts'

/** Where no broker is. */
export const NO_BROKER = 'nats://127.0.0.1:4'

export interface Wanted {
  readonly natsUrl?: string
  readonly simulator?: boolean
  readonly overrides?: Partial<Overrides>
  readonly logger?: Logger
}

/** The service's clients over a channel. */
export function clientsOver(channel: Channel) {
  return {
    grants: createClient(GrantService, channel),
    deadLetters: createClient(DeadLetterService, channel),
    simulator: createClient(SimulatorService, channel),
    audit: createClient(AuditService, channel),
  }
}

/** Clients of the service on this port of loopback, which repeat nothing by themselves. */
export function clientsTo(port: number) {
  const channel = openChannel({ addresses: [`127.0.0.1:${port}`], services: [] })
  return { ...clientsOver(channel), close: () => channel.close() }
}

/** The reward service on a store of its own, with an auth service beside it, all on loopback. */
export async function runReward({ natsUrl = NO_BROKER, simulator = true, ...wanted }: Wanted = {}) {
  const dataDir = await mkdtemp(join(tmpdir(), 'rewards-reward-'))
  const auth = await startAuth()
  const env = {
    REWARDS_REWARD_PORT: '0',
    REWARDS_DATA_DIR: dataDir,
    REWARDS_AUTH_URLS: auth.address,
    NATS_URL: natsUrl,
    REWARDS_SIMULATOR: String(simulator),
  }
  const life = lifeOf(wanted.logger ?? quiet)
  const { port } = await startReward(readConfig(env).config, life, wanted.overrides)
  const channel = openChannel({ addresses: [`127.0.0.1:${port}`], services: [] })
  return {
    ...clientsOver(channel),
    env,
    /** Calls as a user of this role. */
    as: async (role: string, userId = 'usr_ann') => ({ token: await auth.token(userId, role) }),
    async close() {
      channel.close()
      await life.stop()
      await auth.close()
      await rm(dataDir, { recursive: true })
    },
  }
}

export type Running = Awaited<ReturnType<typeof runReward>>

function lifeOf(logger: Logger): Life & { stop: () => Promise<void> } {
  const steps: (() => Promise<void> | void)[] = []
  return {
    logger,
    stopping: new AbortController().signal,
    onStop: (_name, stop) => steps.unshift(stop),
    async stop() {
      for (const step of steps) await step()
    },
  }
}
