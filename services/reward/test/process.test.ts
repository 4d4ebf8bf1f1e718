import { spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrokerForTests, brokerForTests } from '@rewards/broker/for-tests'
import { RewardType } from '@rewards/contracts/reward'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ALL, message, request } from './builders.ts'
import { type EventSide, eventSide, until } from './event-side.ts'
import { killReplicas, MAIN, type Replica, startReplica } from './replica.ts'
import { startAuth } from './stub-auth.ts'

let dataDir: string
let auth: Awaited<ReturnType<typeof startAuth>>
let broker: BrokerForTests
let side: EventSide
let env: Record<string, string>
let admin: { token: string }

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'rewards-reward-'))
  auth = await startAuth()
  broker = await brokerForTests(process.env)
  side = await eventSide(broker.url)
  env = {
    REWARDS_REWARD_PORT: '0',
    REWARDS_DATA_DIR: dataDir,
    REWARDS_AUTH_URLS: auth.address,
    NATS_URL: broker.url,
    REWARDS_SIMULATOR: 'true',
    REWARDS_LOG_LEVEL: 'info',
  }
  admin = { token: await auth.token('usr_root', 'ADMIN') }
})
afterAll(async () => {
  killReplicas()
  await side.close()
  await broker.stop()
  await auth.close()
  await rm(dataDir, { recursive: true })
})

const claims = (count: number, userId: string) =>
  Array.from({ length: count }, () => message(request({ userId })))

/** How many grants a user has in this state. */
async function countOf({ grants }: Replica, userId: string, wanted = 2): Promise<number> {
  let [count, pageToken] = [0, '']
  do {
    const page = await grants.listGrants({ userId, pageSize: 200, pageToken }, admin)
    count += page.grants.filter(({ state }) => state === wanted).length
    pageToken = page.nextPageToken
  } while (pageToken)
  return count
}

async function balanceOf({ grants }: Replica, userId: string) {
  return grants.getMyBalance({}, { token: await auth.token(userId, 'USER') })
}

describe('the process', { timeout: 90_000 }, () => {
  it('killed in the middle of many claims, and asked again, grants each once', async () => {
    const asked = claims(300, 'usr_killed')
    const first = await startReplica(env)
    await side.ready()
    asked.forEach(side.ask)
    await until('some grants', async () => (await countOf(first, 'usr_killed')) > 0)
    expect(await first.end('SIGKILL')).toBe('SIGKILL')
    const second = await startReplica(env)
    await side.askUntilAnswered(asked)
    expect(await countOf(second, 'usr_killed')).toBe(900)
    expect(await balanceOf(second, 'usr_killed')).toMatchObject({ points: 30_000n, coupons: 900n })
    expect(await second.end('SIGTERM')).toBe(0)
  })

  it('killed while an outside provider is being called, keeps what that has answered', async () => {
    const types = [RewardType.POINT, RewardType.COUPON, RewardType.BADGE]
    const first = await startReplica(env)
    const slow = { types, latencyMs: 300 }
    await first.simulator.setSimulation({ simulation: slow }, admin)
    const asked = claims(60, 'usr_midway')
    asked.forEach(side.ask)
    await until('some grants', async () => (await countOf(first, 'usr_midway')) > 0)
    await first.end('SIGKILL')
    const second = await startReplica(env)
    await second.simulator.setSimulation({ simulation: { types } }, admin)
    await side.askUntilAnswered(asked)
    const complete = () =>
      asked.every(({ claimId }) => side.heardOf(claimId).at(-1)?.outcomes.length === ALL.length)
    await until('all granted', complete)
    expect(await countOf(second, 'usr_midway')).toBe(180)
    await second.simulator.setSimulation({ simulation: {} }, admin)
    await second.end('SIGTERM')
  })

  it('shares its store and its consumer with another one: each claim is granted once', async () => {
    const replicas = await Promise.all([startReplica(env), startReplica(env)])
    const asked = claims(200, 'usr_shared')
    for (const each of [...asked, ...asked.toReversed(), ...asked]) side.ask(each)
    await side.askUntilAnswered(asked)
    for (const replica of replicas)
      expect(await balanceOf(replica, 'usr_shared')).toMatchObject({ points: 20_000n, coupons: 600n })
    for (const replica of replicas) expect(await replica.end('SIGTERM')).toBe(0)
  })

  it('ends in order while a provider keeps it waiting; what was asked for is granted by the next', async () => {
    // Less than messaging waits for what is under way: the provider itself must let go.
    const first = await startReplica({ ...env, REWARDS_STOP_WITHIN: '8s' })
    const types = [RewardType.POINT]
    await first.simulator.setSimulation({ simulation: { types, latencyMs: 60_000 } }, admin)
    const asked = request({ userId: 'usr_stopped', rewards: ALL.slice(0, 1) })
    await until('a pending grant', async () => {
      side.ask(message(asked))
      return (await countOf(first, 'usr_stopped', 1)) > 0
    })
    expect(await first.end('SIGTERM')).toBe(0)
    const second = await startReplica(env)
    await second.simulator.setSimulation({ simulation: {} }, admin)
    await side.askUntilAnswered([message(asked)])
    expect(await balanceOf(second, 'usr_stopped')).toMatchObject({ points: 100n })
    await second.end('SIGTERM')
  })

  it('says what is wrong with its configuration and does not start', () => {
    const bad = { REWARDS_REWARD_PORT: 'many', REWARDS_SIMULATOR: 'yes', NATS_URL: 'http://broker' }
    const { status, stderr } = spawnSync(process.execPath, [MAIN], { env: bad, encoding: 'utf8' })
    expect(status).toBe(1)
    expect(stderr.split('\n')).toEqual([
      'reward did not start: REWARDS_REWARD_PORT is "many"; allowed is a port, 0 to 65535',
      'reward did not start: NATS_URL is malformed (its value is not shown); allowed is a URL that starts with one of nats://, tls://',
      'reward did not start: REWARDS_SIMULATOR is "yes"; allowed is true or false',
      '',
    ])
  })
})
