import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { quiet, startAuth } from '../../services/event/test/claim-callers.ts'
import { startHere } from '../../services/event/test/claim-process.ts'
import { readConfig } from '../../services/reward/src/config.ts'
import { type Overrides, startReward } from '../../services/reward/src/reward-service.ts'
import { clientsTo } from '../../services/reward/test/running-reward.ts'
import { brokerForTests } from '../../tools/broker/src/broker-for-tests.ts'
import { type Stored, storedInFiles } from './stored.ts'

const NO_HINTS = { hint: () => undefined, onHint: () => () => undefined }

/**
 * Event and reward services in this process, where their memory can be made to keep things for as long as a test wants; on
 * one store each, and one broker. No event service tells another one anything.
 */
export async function servicesHere() {
  const dataDir = await mkdtemp(join(tmpdir(), 'rewards-here-'))
  const broker = await brokerForTests(process.env)
  const auth = await startAuth()
  const stops: (() => Promise<void> | void)[] = []
  const env = {
    REWARDS_EVENT_PORT: '0',
    REWARDS_REWARD_PORT: '0',
    REWARDS_DATA_DIR: dataDir,
    REWARDS_AUTH_URLS: auth.address,
    REWARDS_SIMULATOR: 'true',
    NATS_URL: broker.url,
  }
  let stored: Stored | undefined
  return {
    broker,
    auth,
    get stored() {
      stored ??= storedInFiles(dataDir)
      return stored
    },
    async startEvent() {
      const event = await startHere(env, { hints: NO_HINTS, sweepEveryMs: 200 })
      stops.unshift(event.stop)
      return event
    },
    async startReward(overrides: Partial<Overrides>) {
      const steps: (() => Promise<void> | void)[] = []
      const life = {
        logger: quiet,
        stopping: new AbortController().signal,
        onStop: (_: string, step: () => Promise<void> | void) => void steps.unshift(step),
      }
      const { port } = await startReward(readConfig(env).config, life, overrides)
      const clients = clientsTo(port)
      stops.unshift(clients.close, ...steps)
      return clients
    },
    async close() {
      for (const stop of stops) await stop()
      await auth.close()
      await broker.stop()
      await stored?.close()
      await rm(dataDir, { recursive: true })
    },
  }
}

export type ServicesHere = Awaited<ReturnType<typeof servicesHere>>
