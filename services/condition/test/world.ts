import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ConditionService } from '@rewards/contracts/condition'
import type { Life } from '@rewards/process'
import { createClient, openChannel } from '@rewards/rpc'
import { type Overrides, startCondition } from '../src/condition-service.ts'
import { readConfig } from '../src/config.ts'
import { quiet, startAuth } from './stub-auth.ts'
import { startEvents } from './stub-events.ts'

/** The condition service on a store of its own, with an auth and an event service beside it, all on loopback. */
export async function startWorld(overrides: Partial<Overrides> = {}) {
  const dataDir = await mkdtemp(join(tmpdir(), 'rewards-condition-'))
  const auth = await startAuth()
  const event = await startEvents(auth.verifier)
  const env = {
    REWARDS_CONDITION_PORT: '0',
    REWARDS_DATA_DIR: dataDir,
    REWARDS_AUTH_URLS: `127.0.0.1:${auth.port}`,
    REWARDS_EVENT_URLS: `127.0.0.1:${event.port}`,
  }
  const life = lifeOf()
  const { port } = await startCondition(readConfig(env).config, life, overrides)
  const channel = openChannel({ addresses: [`127.0.0.1:${port}`], services: [] })
  return {
    client: createClient(ConditionService, channel),
    env,
    event,
    auth,
    /** Calls as an ordinary user. */
    as: async (userId: string) => ({ token: await auth.token(userId, 'USER') }),
    /** Calls as a program that reports what users did. */
    asService: async () => ({ token: await auth.token('usr_program', 'SERVICE') }),
    async close() {
      channel.close()
      await life.stop()
      await event.close()
      await auth.close()
      await rm(dataDir, { recursive: true })
    },
  }
}

export type World = Awaited<ReturnType<typeof startWorld>>

function lifeOf(): Life & { stop: () => Promise<void> } {
  const steps: (() => Promise<void> | void)[] = []
  return {
    logger: quiet,
    stopping: new AbortController().signal,
    onStop: (_name, stop) => steps.unshift(stop),
    async stop() {
      for (const step of steps) await step()
    },
  }
}
