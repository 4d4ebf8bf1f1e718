import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brokerForTests } from '@rewards/broker/for-tests'
import { createLogger, type Life } from '@rewards/process'
import { openMongoStore, type SentCommand, type Store } from '@rewards/store'
import { startAuth } from '../../../../services/auth/src/auth-service.ts'
import { readConfig as authConfig } from '../../../../services/auth/src/config.ts'
import { startCondition } from '../../../../services/condition/src/condition-service.ts'
import { readConfig as conditionConfig } from '../../../../services/condition/src/config.ts'
import { readConfig as eventConfig } from '../../../../services/event/src/config.ts'
import { startEvent } from '../../../../services/event/src/event-service.ts'
import { readConfig as gatewayConfig } from '../../../../services/gateway/src/config.ts'
import { startGateway } from '../../../../services/gateway/src/gateway-service.ts'
import { readConfig as rewardConfig } from '../../../../services/reward/src/config.ts'
import { startReward } from '../../../../services/reward/src/reward-service.ts'
import { SERVICES } from '../../src/services.ts'

/** All services in this process, with a real broker and MongoDB, and every command that they sent to it. */
export interface ObservedSystem {
  /** The gateway's. */
  readonly url: string
  readonly natsUrl: string
  readonly admin: { readonly email: string; readonly password: string }
  readonly sent: readonly SentCommand[]
  /** Stops everything in order. May be called again. */
  stop(): Promise<void>
}

const ADMIN = { email: 'root@rewards.example', password: 'a long enough password' }
const PROCESSES = ['auth', 'condition', 'event', 'reward', 'gateway'] as const
/** The least that argon2 allows: hashing is not what this is about. */
const CHEAP = { cost: { memoryKiB: 8, passes: 1, lanes: 1 }, atOnce: 2, waiting: 256 }

export async function startObserved(mongodbUrl: string): Promise<ObservedSystem> {
  const sent: SentCommand[] = []
  const { life, stop } = newLife()
  try {
    const dataDir = await mkdtemp(join(tmpdir(), 'rewards-observed-'))
    life.onStop('folder', () => rm(dataDir, { recursive: true, force: true }))
    const broker = await brokerForTests(process.env)
    life.onStop('broker', () => broker.stop())
    const ports = await freePorts()
    const env = environment(ports, dataDir, broker.url)
    const open = async (service: string) => ({ store: await openStore(mongodbUrl, service, sent) })
    await startAuth(authConfig(env).config, life, { ...(await open('auth')), passwords: CHEAP })
    await startCondition(conditionConfig(env).config, life, await open('condition'))
    await startEvent(eventConfig(env).config, life, await open('event'))
    await startReward(rewardConfig(env).config, life, await open('reward'))
    const { port } = await startGateway(gatewayConfig(env).config, life)
    return { url: `http://127.0.0.1:${port}`, natsUrl: broker.url, admin: ADMIN, sent, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

function openStore(url: string, service: string, sent: SentCommand[]): Promise<Store> {
  const onCommand = (command: SentCommand) => void sent.push(command)
  return openMongoStore({ url, service, collections: SERVICES[service] ?? [], onCommand })
}

function newLife() {
  const steps: (() => Promise<void> | void)[] = []
  const life: Life = {
    logger: createLogger({ service: 'observed', level: 'silent' }),
    stopping: new AbortController().signal,
    onStop: (_name, step) => void steps.push(step),
  }
  async function stop(): Promise<void> {
    for (let step = steps.pop(); step; step = steps.pop()) await step()
  }
  return { life, stop }
}

function environment(ports: ReadonlyMap<string, number>, dataDir: string, natsUrl: string) {
  const places = [...ports].flatMap(([name, port]) => [
    [`REWARDS_${name.toUpperCase()}_PORT`, String(port)],
    [`REWARDS_${name.toUpperCase()}_URLS`, `127.0.0.1:${port}`],
  ])
  return {
    ...Object.fromEntries(places),
    REWARDS_DATA_DIR: dataDir,
    REWARDS_ADMIN_EMAIL: ADMIN.email,
    REWARDS_ADMIN_PASSWORD: ADMIN.password,
    REWARDS_SIMULATOR: 'true',
    NATS_URL: natsUrl,
  }
}

/** Services name each other before they listen. */
async function freePorts(): Promise<ReadonlyMap<string, number>> {
  const servers = await Promise.all(PROCESSES.map(() => listening()))
  const ports = servers.map(server => (server.address() as AddressInfo).port)
  for (const server of servers) await new Promise(resolve => server.close(resolve))
  return new Map(PROCESSES.map((name, at) => [name, ports[at] ?? 0]))
}

async function listening(): Promise<Server> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}
